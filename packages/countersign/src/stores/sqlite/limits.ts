import type { DatabaseSync } from 'node:sqlite'
import { CountersignError } from '../../ports/error.ts'
import type { KeyedClaims, LimitedResult, LimitStanding } from '../../ports/store.ts'
import { windowsEndMs } from '../purge.ts'
import * as windowSet from '../window-set.ts'
import { packClaims } from './functions.ts'
import { giveBackLimits } from './sql/give-back-limits.sql.ts'
import { readLimits } from './sql/read-limits.sql.ts'
import { takeLimits } from './sql/take-limits.sql.ts'
import { prepare, type Row, rowId } from './statement.ts'

/** Limits by key. */
export interface SqliteLimits {
  /** Takes all or, with the first refusal, leaves a part taken: run it in a savepoint. */
  take(limits: readonly KeyedClaims[], nowMs: number): LimitedResult | readonly LimitStanding[]
  giveBack(limits: readonly KeyedClaims[], takenAtMs: number): void
}

/** Reads a `windows` column. */
export const windowsOf = (row: Row | undefined): windowSet.WindowSet =>
  windowSet.decodeWindows((row?.['windows'] as Uint8Array | null | undefined) ?? null)

/** Prepares the statements on limits. */
export const createSqliteLimits = (database: DatabaseSync): SqliteLimits => {
  const takeOne = prepare(database, takeLimits)
  const readOne = prepare(database, readLimits)
  const giveBackOne = prepare(database, giveBackLimits)

  return {
    take: (limits, nowMs) => {
      const standings: LimitStanding[] = []
      for (const { lookup, claims } of limits) {
        const key = { id: rowId(lookup), lookup, claims: packClaims(claims), now: nowMs }
        const row = takeOne({ ...key, purge_at: windowsEndMs(claims, nowMs) })
        if (row === undefined)
          return explain(windowSet.refusalOf(windowsOf(readOne(key)), claims, nowMs))
        standings.push(...windowSet.standings(windowsOf(row), claims, nowMs))
      }
      return standings
    },
    giveBack: (limits, takenAtMs) => {
      for (const { lookup, claims } of limits)
        giveBackOne({ id: rowId(lookup), lookup, claims: packClaims(claims), taken_at: takenAtMs })
    },
  }
}

const explain = (refusal: LimitedResult | undefined): LimitedResult => {
  if (refusal === undefined) throw new CountersignError('unavailable', 'a limit row is not ours')
  return refusal
}
