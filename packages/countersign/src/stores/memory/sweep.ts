import type { SweepResult } from '../../ports/store.ts'
import { resolveUnsettled } from './deliveries.ts'
import type { MemoryState } from './verbs.ts'

/** Rows that end, by any key. */
export type EndingRows = Map<string, { readonly purgeAtMs: number }>

/** {@link Store.sweep} on memory: all of it at once, which is quick. */
export const sweep = (
  state: MemoryState,
  operators: readonly EndingRows[],
  nowMs: number,
): SweepResult => {
  const { challenges, limits, failures, requests, deliveries, proofs, sessions } = state
  const kinds = [challenges, limits.kept, failures, requests, proofs, sessions, ...operators]
  const removed = kinds.reduce((sum, rows) => sum + removeEnded(rows, nowMs), 0)
  const removedDeliveries = removeEnded(deliveries, nowMs)
  return {
    isAtEnd: true,
    removed: removed + removedDeliveries,
    resolved: resolveUnsettled(state, nowMs),
  }
}

const removeEnded = <Key>(
  rows: Map<Key, { readonly purgeAtMs: number }>,
  nowMs: number,
): number => {
  let removed = 0
  for (const [key, { purgeAtMs }] of rows) if (purgeAtMs <= nowMs && rows.delete(key)) removed += 1
  return removed
}
