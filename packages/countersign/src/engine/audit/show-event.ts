import type { AuditEvent } from '../../ports/audit.ts'
import { eventName } from './event-checker.ts'
import { shownSettings } from './shown-settings.ts'

/** An event as people are shown it. */
export interface ShownEvent {
  /** `stream:n`. */
  readonly id: string
  /** ISO 8601 in UTC. Of a time that no clock gives, the number as it stands there. */
  readonly at: string
  readonly type: string
  readonly outcome: string
  readonly actor: string | null
  /** Masked. Null if the event is about nobody, or was erased. */
  readonly recipient: string | null
  readonly facts: Readonly<Record<string, unknown>>
}

/** Leaves out what only machines need, hashes and MACs, and what may be a secret in an address. */
export const showEvent = (event: AuditEvent): ShownEvent => {
  const { actor, ...facts } = readObject(event.facts)
  const { masked } = readObject(event.person ?? '{}')
  return {
    id: eventName(event),
    at: timeOf(event.atMs),
    type: event.type,
    outcome: event.outcome,
    actor: typeof actor === 'string' ? actor : null,
    recipient: typeof masked === 'string' ? masked : null,
    facts: shownFacts(event, facts),
  }
}

const shownFacts = ({ type }: AuditEvent, facts: ShownEvent['facts']): ShownEvent['facts'] => {
  const { settings } = facts
  return type === 'integration.changed' && typeof settings === 'string'
    ? { ...facts, settings: shownSettings(settings) }
    : facts
}

/** What somebody put into the database must be seen as well, whatever it is. */
const readObject = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : { value }
  } catch {
    return { unreadable: text }
  }
}

/** The last moment that a date can name (ECMA-262, 21.4.1.1). */
const lastMs = 8_640_000_000_000_000

const timeOf = (atMs: number): string =>
  Math.abs(atMs) <= lastMs ? new Date(atMs).toISOString() : String(atMs)
