import type { DatabaseSync } from 'node:sqlite'
import { type AuditDraft, closeEvent } from '../../../ports/audit.ts'
import { insertEvent, nextPosition } from '../sql/audit.sql.ts'
import { prepare } from '../statement.ts'

/** One writer at a time: one stream. */
export const stream = '0'

/** Writes an event down in the transaction that is running. */
export type WriteEvent = (draft: AuditDraft, outcome: string) => void

/**
 * Prepares {@link WriteEvent} for one transaction after the other, each at a moment of its own.
 *
 * Another process may have written since the last transaction, so each reads the end of the log once,
 * when its first event comes, and counts on from there: it holds the write lock. What a transaction
 * that fails has counted is forgotten with it.
 */
export const createEventWriter = (database: DatabaseSync): ((nowMs: number) => WriteEvent) => {
  const next = prepare(database, nextPosition)
  const insert = prepare(database, insertEvent)
  return (nowMs) => {
    let position: number | undefined
    return (draft, outcome) => {
      const n = position ?? Number(next({})?.['n'])
      const event = closeEvent(draft, { stream, n, atMs: nowMs, outcome })
      const { type, facts, person, commitment, eventId, keyId, mac } = event
      const row = { n, at: nowMs, type, outcome, facts, person, commitment, mac }
      insert({ ...row, event_id: eventId, key_id: keyId })
      position = n + 1
    }
  }
}
