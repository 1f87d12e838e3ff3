import type { SweepResult } from '../../ports/store.ts'
import { unsettledReason } from '../delivery-rank.ts'
import type { CallFunction } from './call-function.ts'
import { sweptTables } from './sql/sweep.sql.ts'

/** Before every id there is. */
const beginning = '-1'

/**
 * Prepares {@link Store.sweep}. Each table has a place where the next step goes on; one that is done
 * waits for the others before the next walk begins.
 */
export const createSweep = (call: CallFunction, clockMs: () => number | null) => {
  const sweepDeliveries = createSweepDeliveries(call, clockMs)
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
    const deliveries = await sweepDeliveries(rowsAtMost)
    let { removed } = deliveries
    for (const place of tables) if (!place.isDone) removed += await sweepTable(place, rowsAtMost)
    const isWalked = tables.every(({ isDone }) => isDone)
    if (isWalked) for (const place of tables) place.isDone = false
    return { isAtEnd: isWalked && deliveries.isAtEnd, removed, resolved: deliveries.resolved }
  }
}

/**
 * Deliveries have ids and ends in one order, so the oldest are removed first, and what became `unknown` or
 * was settled is never looked at again.
 */
const createSweepDeliveries = (call: CallFunction, clockMs: () => number | null) => {
  let after = '0'
  return async (rowsAtMost: number): Promise<SweepResult> => {
    const step = [after, rowsAtMost, unsettledReason, clockMs()]
    const { rows } = await call('resolve_deliveries', step)
    const examined = Number(rows[0]?.['examined'])
    if (examined > 0) after = String(rows[0]?.['last_id'])
    const ended = await call('remove_ended_deliveries', [rowsAtMost, clockMs()])
    const removed = Number(ended.rows[0]?.['remove_ended_deliveries'])
    const isAtEnd = examined < rowsAtMost && removed < rowsAtMost
    return { isAtEnd, removed, resolved: Number(rows[0]?.['resolved']) }
  }
}
