/** What the facts of events hold that the watch reads. */
export interface WatchedFacts {
  readonly country: string | undefined
  /** Keyed hash of the number without its last four digits. */
  readonly range: string | undefined
  /** Keyed hash of the address that asked. */
  readonly address: string | undefined
  /** Of an alarm. */
  readonly kind: string | undefined
  readonly target: string | undefined
}

/** Reads facts. Those that somebody spoilt in the database are as good as none, and stop nothing. */
export const readFacts = (text: string): WatchedFacts => {
  const facts = parsed(text)
  const textAt = (name: string) => {
    const value = facts[name]
    return typeof value === 'string' ? value : undefined
  }
  return {
    country: textAt('country'),
    range: textAt('range'),
    address: textAt('address'),
    kind: textAt('kind'),
    target: textAt('target'),
  }
}

const parsed = (text: string): Readonly<Record<string, unknown>> => {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
