import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../ports/clock.ts'
import { createEventWriter } from './audit/write.ts'
import type { OpenBatch } from './group-commit.ts'
import { openLimitLedger } from './limit-ledger.ts'
import { createSqliteLimits } from './limits.ts'
import { createWays } from './ways.ts'

/**
 * Prepares what the verbs of each transaction share: one moment, the limits that they take, what is
 * switched on, and the end of the audit log.
 */
export const createOpenBatch = (database: DatabaseSync, clock: Clock): OpenBatch => {
  const rows = createSqliteLimits(database)
  const waysAt = createWays(database)
  const eventsAt = createEventWriter(database)
  return (wanted) => {
    const nowMs = clock.now()
    const limits = openLimitLedger(rows, wanted, nowMs)
    return { nowMs, limits, ways: waysAt(nowMs), ...eventsAt(nowMs) }
  }
}
