import type { SweepResult } from '../../ports/store.ts'
import { resolveUnsettled } from './deliveries.ts'
import type { MemoryState } from './verbs.ts'

/** {@link Store.sweep} on memory: all of it at once, which is quick. */
export const sweep = (state: MemoryState, nowMs: number): SweepResult => {
  const { challenges, limits, failures, requests, deliveries } = state
  const removed =
    removeEnded(challenges, nowMs) +
    removeEnded(limits.kept, nowMs) +
    removeEnded(failures, nowMs) +
    removeEnded(requests, nowMs) +
    removeEnded(deliveries, nowMs)
  return { isAtEnd: true, removed, resolved: resolveUnsettled(state, nowMs) }
}

const removeEnded = <Key>(
  rows: Map<Key, { readonly purgeAtMs: number }>,
  nowMs: number,
): number => {
  let removed = 0
  for (const [key, { purgeAtMs }] of rows) if (purgeAtMs <= nowMs && rows.delete(key)) removed += 1
  return removed
}
