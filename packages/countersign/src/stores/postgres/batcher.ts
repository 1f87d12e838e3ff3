import { CountersignError } from '../../ports/error.ts'
import { type Queued, stillWanted } from '../still-wanted.ts'
import { commitTogether, type Piece } from './commit-together.ts'
import type { Lane } from './lane.ts'
import { withoutRivals } from './rivals.ts'
import type { Verb } from './verbs/verb.ts'

/** Runs verbs in durable transactions that verbs arriving together share. */
export interface Batcher {
  /** Resolves once the verb is durable. */
  run<Result>(verb: Verb<Result>): Promise<Result>
  /** Resolves when everything accepted so far is done; refuses anything new. */
  close(): Promise<void>
}

interface QueuedPiece extends Piece, Queued {}

const batchAtMost = 128

/** A verb that has waited this long is refused unsent: the database is not keeping up, or not there. */
const waitAtMostMs = 4000

/**
 * A batch beside one that is running makes both smaller, and batches often wait for each other's rows.
 * So there is a second one only for half a batch, or when verbs have waited this long: a batch that is
 * held up somewhere must not hold up the rest.
 */
const besideFrom = batchAtMost / 2
const patienceMs = 20

/**
 * One queue in front of a few lanes. The first verb starts a batch at the end of the current turn of
 * the event loop; whatever has arrived by then, or while a batch was running, goes in together. A verb
 * that comes alone does not wait for company.
 */
export const createBatcher = (lanes: readonly Lane[], clockMs: () => number | null): Batcher => {
  const idle = [...lanes]
  let queue: QueuedPiece[] = []
  let isScheduled = false
  let patience: NodeJS.Timeout | undefined
  let closing: (() => void) | undefined

  const schedule = (): void => {
    if (isScheduled || idle.length === 0) return
    isScheduled = true
    setImmediate(dispatch)
  }

  const isTimeFor = (piece: QueuedPiece): boolean =>
    idle.length === lanes.length ||
    queue.length >= besideFrom ||
    performance.now() - piece.queuedAtMs >= patienceMs

  const dispatch = (): void => {
    isScheduled = false
    clearTimeout(patience)
    for (let [first] = queue; first !== undefined; [first] = queue) {
      if (!isTimeFor(first)) {
        patience = setTimeout(dispatch, patienceMs)
        return
      }
      const lane = idle.pop()
      if (lane === undefined) return
      runOn(lane)
    }
    if (idle.length === lanes.length) closing?.()
  }

  const runOn = (lane: Lane): void => {
    const wanted = stillWanted(queue.slice(0, batchAtMost), waitAtMostMs)
    const { together, later } = withoutRivals(wanted)
    queue = [...later, ...queue.slice(batchAtMost)]
    void commitTogether({ lane, clockMs }, together).finally(() => {
      idle.push(lane)
      schedule()
    })
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
