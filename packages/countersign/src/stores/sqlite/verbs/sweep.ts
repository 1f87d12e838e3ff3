import type { DatabaseSync } from 'node:sqlite'
import { nextRows, removeEnded, type SweptTable, sweptTables } from '../sql/sweep.sql.ts'
import { createSweepDeliveries, type SweptDeliveries } from './sweep-deliveries.ts'

/** Before every row there is. */
const beginning = '-1'

/**
 * Prepares {@link Store.sweep}. Each table has a place where the next step goes on; one that is done
 * waits for the others before the next walk begins.
 */
export const createSweep = (database: DatabaseSync) => {
  const sweepDeliveries = createSweepDeliveries(database)
  const tables = (Object.keys(sweptTables) as SweptTable[]).map((table) => ({
    next: database.prepare(nextRows(table)),
    remove: database.prepare(removeEnded(table)),
    after: beginning,
    isDone: false,
  }))

  const sweepTable = (
    table: (typeof tables)[number],
    rowsAtMost: number,
    nowMs: number,
  ): number => {
    const { after } = table
    const rows = table.next.get({ after, rows_at_most: rowsAtMost })
    const examined = Number(rows?.['examined'])
    const lastRow = String(rows?.['last_row'])
    table.isDone = examined < rowsAtMost
    table.after = table.isDone ? beginning : lastRow
    return examined === 0 ? 0 : table.remove.all({ after, last_row: lastRow, now: nowMs }).length
  }

  return (rowsAtMost: number, nowMs: number): SweptDeliveries => {
    const { result: deliveries, commit } = sweepDeliveries(rowsAtMost, nowMs)
    let { removed } = deliveries
    for (const table of tables) if (!table.isDone) removed += sweepTable(table, rowsAtMost, nowMs)
    const isWalked = tables.every(({ isDone }) => isDone)
    if (isWalked) for (const table of tables) table.isDone = false
    const isAtEnd = isWalked && deliveries.isAtEnd
    return { result: { isAtEnd, removed, resolved: deliveries.resolved }, commit }
  }
}
