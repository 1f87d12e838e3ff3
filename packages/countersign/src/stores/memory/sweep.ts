import type { SweepResult } from '../../ports/store.ts'
import type { MemoryState } from './verbs.ts'

/** {@link Store.sweep} on memory: all of it at once, which is quick. */
export const sweep = (state: MemoryState, nowMs: number): SweepResult => {
  const kinds = [state.challenges, state.limits.kept, state.failures, state.requests]
  let removed = 0
  for (const rows of kinds)
    for (const [key, { purgeAtMs }] of rows)
      if (purgeAtMs <= nowMs && rows.delete(key)) removed += 1
  return { isAtEnd: true, removed }
}
