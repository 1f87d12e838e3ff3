import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../ports/clock.ts'
import type { OpenBatch } from './group-commit.ts'
import { openLimitLedger } from './limit-ledger.ts'
import { createSqliteLimits } from './limits.ts'

/** Prepares what the verbs of each transaction share: one moment, and the limits that they take. */
export const createOpenBatch = (database: DatabaseSync, clock: Clock): OpenBatch => {
  const rows = createSqliteLimits(database)
  return (wanted) => {
    const nowMs = clock.now()
    return { nowMs, limits: openLimitLedger(rows, wanted, nowMs) }
  }
}
