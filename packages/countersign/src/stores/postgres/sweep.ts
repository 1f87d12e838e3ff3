import type { SweepResult } from '../../ports/store.ts'
import type { CallFunction } from './call-function.ts'
import { sweptTables } from './sql/sweep.sql.ts'

/** Before every id there is. */
const beginning = '-1'

/**
 * Prepares {@link Store.sweep}. Each table has a place where the next step goes on; one that is done
 * waits for the others before the next walk begins.
 */
export const createSweep = (call: CallFunction, clockMs: () => number | null) => {
  const tables = sweptTables.map((table) => ({ table, after: beginning, isDone: false }))

  const sweepTable = async (
    place: (typeof tables)[number],
    rowsAtMost: number,
  ): Promise<number> => {
    const { rows } = await call(`sweep_${place.table}`, [place.after, rowsAtMost, clockMs()])
    place.isDone = Number(rows[0]?.['examined']) < rowsAtMost
    place.after = place.isDone ? beginning : String(rows[0]?.['last_id'])
    return Number(rows[0]?.['removed'])
  }

  return async (rowsAtMost: number): Promise<SweepResult> => {
    let removed = 0
    for (const place of tables) if (!place.isDone) removed += await sweepTable(place, rowsAtMost)
    const isAtEnd = tables.every(({ isDone }) => isDone)
    if (isAtEnd) for (const place of tables) place.isDone = false
    return { isAtEnd, removed }
  }
}
