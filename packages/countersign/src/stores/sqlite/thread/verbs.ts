import type { Store } from '../../../ports/store.ts'

/** A verb of a store, whichever. */
export type Verb = (request: unknown) => Promise<unknown>

/** The verbs of a store by their names, such as `open` and `proofs.redeem`. */
export const verbsOf = (store: Store): ReadonlyMap<string, Verb> => new Map(entriesOf(store, ''))

const entriesOf = (part: object, prefix: string): readonly (readonly [string, Verb])[] =>
  Object.entries(part).flatMap(([key, value]) =>
    typeof value === 'function'
      ? [[prefix + key, value as Verb] as const]
      : entriesOf(value as object, `${prefix}${key}.`),
  )

/** The store of such verbs. */
export const storeOf = (names: readonly string[], verb: (name: string) => Verb): Store => {
  const store: Record<string, unknown> = {}
  for (const name of names) {
    const [key, part] = name.split('.').toReversed()
    const holder = part === undefined ? store : partOf(store, part)
    holder[key ?? name] = verb(name)
  }
  return store as unknown as Store
}

const partOf = (store: Record<string, unknown>, name: string): Record<string, unknown> => {
  const part = (store[name] ?? {}) as Record<string, unknown>
  store[name] = part
  return part
}
