import type { DatabaseSync } from 'node:sqlite'
import type { SweepResult } from '../../../ports/store.ts'
import { unsettledReason } from '../../delivery-rank.ts'
import {
  nextDueDeliveries,
  removeEndedDeliveries,
  resolveDeliveries,
} from '../sql/sweep-deliveries.sql.ts'
import { prepare, prepareAll } from '../statement.ts'

/** What a sweep came to, and its place, which counts once that is durable. */
export interface SweptDeliveries {
  readonly result: SweepResult
  readonly commit: () => void
}

/**
 * Prepares what the sweep does about deliveries. Their ids and their ends have one order, so the oldest
 * are removed first, and what became `unknown` or was settled is never looked at again.
 */
export const createSweepDeliveries = (database: DatabaseSync) => {
  const next = prepare(database, nextDueDeliveries)
  const resolve = prepareAll(database, resolveDeliveries)
  const remove = prepareAll(database, removeEndedDeliveries)
  let after = 0

  const resolveNext = (rowsAtMost: number, nowMs: number) => {
    const seen = next({ after, rows_at_most: rowsAtMost, now: nowMs })
    const examined = Number(seen?.['examined'])
    if (examined === 0) return { examined, resolved: 0, lastId: after }
    const lastId = Number(seen?.['last_id'])
    const due = resolve({ after, last_id: lastId, reason: unsettledReason, now: nowMs })
    return { examined, resolved: due.length, lastId }
  }

  return (rowsAtMost: number, nowMs: number): SweptDeliveries => {
    const { examined, resolved, lastId } = resolveNext(rowsAtMost, nowMs)
    const removed = remove({ rows_at_most: rowsAtMost, now: nowMs }).length
    return {
      result: { isAtEnd: examined < rowsAtMost && removed < rowsAtMost, removed, resolved },
      commit: () => {
        after = lastId
      },
    }
  }
}
