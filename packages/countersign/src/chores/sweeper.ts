import type { Log } from '../ports/log.ts'
import type { Store } from '../ports/store.ts'

/** Cleaning up in the background. */
export interface Sweeper {
  /** Starts no further step and resolves when the running one is done. */
  stop(): Promise<void>
}

/** Rows of each kind that one step looks at: few enough not to be noticed by anybody waiting. */
const rowsAtMost = 500

const busyPauseMs = 250
const idlePauseMs = 30_000

/**
 * Removes rows that have ended and resolves deliveries that nobody settled, step by step, on however many instances. Until a walk over the tables
 * has come to its end steps follow each other soon, then after half a minute, each with some jitter.
 */
export const startSweeper = (store: Store, log: Log): Sweeper => {
  let timer: NodeJS.Timeout | undefined
  let step: Promise<void> = Promise.resolve()
  let isStopped = false

  const schedule = (pauseMs: number) => {
    if (isStopped) return
    timer = setTimeout(
      () => {
        step = sweepOnce(store, log).then(schedule)
      },
      pauseMs * (0.75 + Math.random() / 2),
    )
    timer.unref()
  }
  schedule(busyPauseMs)

  return {
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      await step
    },
  }
}

/** One step; how long to pause after it. */
const sweepOnce = async (store: Store, log: Log): Promise<number> => {
  try {
    const { isAtEnd, resolved } = await store.sweep({ rowsAtMost })
    if (resolved > 0) log.warn({ resolved }, 'deliveries that nobody settled count as unknown')
    return isAtEnd ? idlePauseMs : busyPauseMs
  } catch (error) {
    log.warn({ cause: error instanceof Error ? error.name : 'unknown' }, 'cleaning up failed')
    return idlePauseMs
  }
}
