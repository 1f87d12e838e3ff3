import type { DatabaseSync } from 'node:sqlite'
import { type AuditDraft, closeEvent } from '../../../ports/audit.ts'
import { insertEvent, nextPosition } from '../sql/audit.sql.ts'
import { prepare } from '../statement.ts'

/** One writer at a time: one stream. */
export const stream = '0'

/** Writes an event down in the transaction that is running. */
export type WriteEvent = (draft: AuditDraft, outcome: string, nowMs: number) => void

/** Prepares {@link WriteEvent}. Another process may have written since, so the place is read each time. */
export const createWriteEvent = (database: DatabaseSync): WriteEvent => {
  const next = prepare(database, nextPosition)
  const insert = prepare(database, insertEvent)
  return (draft, outcome, nowMs) => {
    const n = Number(next({})?.['n'])
    const event = closeEvent(draft, { stream, n, atMs: nowMs, outcome })
    const { type, facts, person, commitment, eventId, keyId, mac } = event
    insert({
      ...{ n, at: nowMs, type, outcome, facts, person, commitment },
      ...{ event_id: eventId, key_id: keyId, mac },
    })
  }
}
