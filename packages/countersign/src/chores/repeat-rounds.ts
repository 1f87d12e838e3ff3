import type { AuditRounds } from './audit-rounds.ts'

/** Sealing and watching in the background. */
export interface SealerTask {
  /** Seals and exports once more, for a second at most. */
  stop(): Promise<void>
}

/** While there is more to seal than one round takes. */
const busyPauseMs = 250

const stopWithinMs = 1000

/**
 * Runs rounds one after the other, with some jitter, on however many instances. Exporting does not hold
 * up sealing: a disk elsewhere may hang, and then only the next export waits for it.
 */
export const repeatRounds = (rounds: AuditRounds, everyMs: number): SealerTask => {
  const exportNew = oneAtATime(rounds.exportNew)
  const lookAtSwitches = oneAtATime(rounds.lookAtSwitches)
  let timer: NodeJS.Timeout | undefined
  let running: Promise<unknown> = Promise.resolve()
  let isStopped = false

  const round = async () => {
    void lookAtSwitches()
    const isComplete = await rounds.seal()
    void exportNew()
    schedule(isComplete ? everyMs : busyPauseMs)
  }
  const schedule = (pauseMs: number) => {
    if (isStopped) return
    timer = setTimeout(
      () => {
        running = round().catch(() => schedule(everyMs))
      },
      pauseMs * (0.75 + Math.random() / 2),
    )
    timer.unref()
  }
  schedule(Math.min(busyPauseMs, everyMs))

  return {
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      const finish = async () => {
        await running
        await rounds.seal()
        // the one that runs may have begun before there was the last checkpoint
        await exportNew()
        await exportNew()
      }
      await within(
        stopWithinMs,
        finish().catch(() => undefined),
      )
    },
  }
}

const within = async (ms: number, work: Promise<void>): Promise<void> => {
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, ms)
  await Promise.race([work, late.promise])
  clearTimeout(timer)
}

/** While a call runs, others get its promise. */
const oneAtATime = (work: () => Promise<void>): (() => Promise<void>) => {
  let running: Promise<void> | undefined
  return () => {
    running ??= work().finally(() => {
      running = undefined
    })
    return running
  }
}
