import type { DatabaseSync } from 'node:sqlite'
import type { KeyedClaims } from '../../ports/store.ts'
import * as windowSet from '../window-set.ts'
import { createFirstWindows, packClaims } from './claims.ts'
import { prepareTaking } from './prepare-taking.ts'
import { giveBackLimits } from './sql/give-back-limits.sql.ts'
import { readLimits } from './sql/read-limits.sql.ts'
import { takeLimits, untakeLimits } from './sql/take-limits.sql.ts'
import { type Parameters, prepare, prepareChange, type Row, rowId } from './statement.ts'

/** Limits by key. */
export interface SqliteLimits {
  /** Takes that many from a key, all or none; how it stands then, or nothing if it refuses. */
  take(keyed: KeyedClaims, howMany: number, nowMs: number): windowSet.WindowSet | undefined
  /** Gives back what was taken last, in the same transaction. */
  untake(keyed: KeyedClaims, howMany: number): void
  read(keyed: KeyedClaims): windowSet.WindowSet
  /** Gives back one that was taken at that moment; how the key stands then. */
  giveBack(keyed: KeyedClaims, takenAtMs: number): windowSet.WindowSet
}

/** Reads a `windows` column. */
export const windowsOf = (row: Row | undefined): windowSet.WindowSet =>
  windowSet.decodeWindows((row?.['windows'] as Uint8Array | null | undefined) ?? null)

const rowOf = ({ lookup }: KeyedClaims): Parameters => ({ id: rowId(lookup), lookup })

/** Prepares the statements on limits. */
export const createSqliteLimits = (database: DatabaseSync): SqliteLimits => {
  const takeOne = prepareTaking(database, takeLimits)
  const untakeOne = prepareChange(database, untakeLimits)
  const readOne = prepare(database, readLimits)
  const giveBackOne = prepare(database, giveBackLimits)
  const firstWindows = createFirstWindows()

  return {
    take: (keyed, howMany, nowMs) => {
      const { text, keepMs, leastMax } = packClaims(keyed.claims)
      // not even an empty window has room for these, and the statement does not ask for a new row
      if (howMany > leastMax) return undefined
      const first = firstWindows(keyed.claims, nowMs, howMany)
      const parameters = {
        id: rowId(keyed.lookup),
        lookup: keyed.lookup,
        claims: text,
        now: nowMs,
        how_many: howMany,
        first_windows: first.bytes,
        purge_at: nowMs + keepMs,
      }
      return takeOne(parameters, first.windows)
    },
    untake: (keyed, howMany) => {
      untakeOne({ ...rowOf(keyed), claims: packClaims(keyed.claims).text, how_many: howMany })
    },
    read: (keyed) => windowsOf(readOne(rowOf(keyed))),
    giveBack: (keyed, takenAtMs) => {
      const claims = packClaims(keyed.claims).text
      return windowsOf(giveBackOne({ ...rowOf(keyed), claims, taken_at: takenAtMs }))
    },
  }
}
