import { CountersignError } from '../ports/error.ts'

/** Something that waits for its turn. */
export interface Queued {
  readonly queuedAtMs: number
  readonly reject: (error: unknown) => void
}

/** Refuses what has waited too long, as whoever asked has left; nothing has happened to it. */
export const stillWanted = <Each extends Queued>(
  batch: readonly Each[],
  waitAtMostMs: number,
): readonly Each[] => {
  const sinceMs = performance.now() - waitAtMostMs
  return batch.filter(({ queuedAtMs, reject }) => {
    if (queuedAtMs >= sinceMs) return true
    reject(new CountersignError('unavailable', 'the database is not keeping up'))
    return false
  })
}
