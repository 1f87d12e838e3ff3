import type { SweepResult } from '../../ports/store.ts'

/** Rows that end, by any key. */
export type EndingRows = Map<string, { readonly purgeAtMs: number }>

/** {@link Store.sweep} on memory: all of it at once, which is quick. */
export const sweep = (kinds: readonly EndingRows[], nowMs: number): SweepResult => {
  let removed = 0
  for (const rows of kinds)
    for (const [key, { purgeAtMs }] of rows)
      if (purgeAtMs <= nowMs && rows.delete(key)) removed += 1
  return { isAtEnd: true, removed }
}
