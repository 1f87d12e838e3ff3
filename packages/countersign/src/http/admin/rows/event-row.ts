import { eventName } from '../../../engine/audit/event-checker.ts'
import type { AuditEvent } from '../../../ports/audit.ts'
import { isoTime } from './iso-time.ts'

/** An event as administrators see it. */
export interface EventRow {
  readonly id: string
  readonly at: string
  readonly type: string
  readonly outcome: string
  readonly actor: string | null
  /** Masked. Null if the event is about nobody, or was erased. */
  readonly recipient: string | null
  readonly facts: Readonly<Record<string, unknown>>
}

/** Makes an {@link EventRow}. Of what tells a person only the masked form is taken. */
export const eventRow = (event: AuditEvent): EventRow => {
  const { actor = null, ...facts } = JSON.parse(event.facts) as Record<string, unknown> & {
    readonly actor?: string
  }
  const person = JSON.parse(event.person ?? '{}') as { readonly masked?: string }
  const { type, outcome } = event
  const at = isoTime(event.atMs)
  return { id: eventName(event), at, type, outcome, actor, recipient: person.masked ?? null, facts }
}
