import type { DatabaseSync } from 'node:sqlite'
import { type AuditDraft, closeEvent } from '../../../ports/audit.ts'
import { insertEvent, nextPosition } from '../sql/audit.sql.ts'
import { prepare, prepareChange } from '../statement.ts'

/** One writer at a time: one stream. */
export const stream = '0'

/** Has an event written down before the commit: if that cannot be, there is no commit. */
export type WriteEvent = (draft: AuditDraft, outcome: string) => void

/** The events of one transaction. */
export interface EventWriter {
  readonly writeEvent: WriteEvent
  /** Writes down what there is so far, for whoever reads the log. */
  readonly flushEvents: () => void
}

/**
 * Prepares {@link EventWriter} for one transaction after the other, each at a moment of its own.
 *
 * Events are closed and written down together, which takes half the time. Another process may have
 * written since the last transaction, so the end of the log is read each time; while we count on from
 * there, the write lock is ours.
 */
export const createEventWriter = (database: DatabaseSync): ((nowMs: number) => EventWriter) => {
  const next = prepare(database, nextPosition)
  const insert = prepareChange(database, insertEvent)

  const insertAt = (n: number, atMs: number, { draft, outcome }: Pending): void => {
    const { type, facts, person, eventId, keyId } = draft
    const { commitment, mac } = closeEvent(draft, { stream, n, atMs, outcome })
    const named = { event_id: eventId, key_id: keyId, mac }
    insert({ n, at: atMs, type, outcome, facts, person, commitment, ...named })
  }

  return (nowMs) => {
    let pending: Pending[] = []
    return {
      writeEvent: (draft, outcome) => {
        pending.push({ draft, outcome })
      },
      flushEvents: () => {
        if (pending.length === 0) return
        let n = Number(next({})?.['n'])
        for (const event of pending) insertAt(n++, nowMs, event)
        pending = []
      },
    }
  }
}

interface Pending {
  readonly draft: AuditDraft
  readonly outcome: string
}
