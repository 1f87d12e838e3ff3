import { CountersignError } from '../../ports/error.ts'
import { commitTogether, type Piece } from './commit-together.ts'
import type { Lane } from './lane.ts'
import type { Verb } from './verbs/verb.ts'

/** Runs verbs in durable transactions that verbs arriving together share. */
export interface Batcher {
  /** Resolves once the verb is durable. */
  run<Result>(verb: Verb<Result>): Promise<Result>
  /** Resolves when everything accepted so far is done; refuses anything new. */
  close(): Promise<void>
}

interface QueuedPiece extends Piece {
  readonly queuedAtMs: number
}

const batchAtMost = 128

/** A verb that has waited this long is refused unsent: the database is not keeping up, or not there. */
const waitAtMostMs = 4000

/**
 * One queue in front of a few lanes. The first verb starts a batch at the end of the current turn of
 * the event loop; whatever has arrived by then, or while all lanes were busy, goes in together. There
 * is no timer, so a verb that comes alone does not wait for company.
 */
export const createBatcher = (lanes: readonly Lane[], clockMs: () => number | null): Batcher => {
  const idle = [...lanes]
  let queue: QueuedPiece[] = []
  let isScheduled = false
  let closing: (() => void) | undefined

  const schedule = (): void => {
    if (isScheduled || idle.length === 0) return
    isScheduled = true
    setImmediate(dispatch)
  }

  const dispatch = (): void => {
    isScheduled = false
    while (queue.length > 0) {
      const lane = idle.pop()
      if (lane === undefined) return
      const batch = stillWanted(queue.slice(0, batchAtMost))
      queue = queue.slice(batchAtMost)
      void commitTogether({ lane, clockMs }, batch).finally(() => {
        idle.push(lane)
        schedule()
      })
    }
    if (idle.length === lanes.length) closing?.()
  }

  return {
    run: <Result>(verb: Verb<Result>) =>
      new Promise<Result>((resolve, reject) => {
        if (closing !== undefined)
          return reject(new CountersignError('unavailable', 'the store is closed'))
        const settle = { resolve: (result: unknown) => resolve(result as Result), reject }
        queue.push({ verb, ...settle, queuedAtMs: performance.now() })
        schedule()
      }),
    close: () =>
      new Promise<void>((resolve) => {
        closing = resolve
        dispatch()
      }),
  }
}

/** Refuses the pieces that have waited too long; nothing has happened to them. */
const stillWanted = (batch: readonly QueuedPiece[]): readonly Piece[] => {
  const sinceMs = performance.now() - waitAtMostMs
  return batch.filter((piece) => {
    if (piece.queuedAtMs >= sinceMs) return true
    piece.reject(new CountersignError('unavailable', 'the database is not keeping up'))
    return false
  })
}
