import { setTimeout as pauseFor } from 'node:timers/promises'
import type { Log } from '../../ports/log.ts'

const idleWithinMs = 10_000

/** Work that goes on after an answer. */
export interface Afterwards {
  /** Begins some work and remembers it until it ends. An error is logged. */
  begin(what: string, work: () => void | Promise<void>): void
  /** Resolves when what is under way of that kind has ended. What begins meanwhile is not waited for. */
  ended(what: string): Promise<void>
  /** Resolves when nothing is under way any more, or after `withinMs`, ten seconds if left out. */
  idle(withinMs?: number): Promise<void>
}

/** Keeps track of what was begun, so that a stop can wait for it. */
export const createAfterwards = (
  log: Log,
  waitUntil?: (work: Promise<void>) => void,
): Afterwards => {
  const running = new Map<Promise<void>, string>()
  return {
    begin: (what, work) => {
      const ended = (async () => work())().catch((error: unknown) => {
        const cause = error instanceof Error ? error.name : 'unknown'
        log.error({ what, cause }, 'work after an answer failed')
      })
      running.set(ended, what)
      void ended.then(() => running.delete(ended))
      waitUntil?.(ended)
    },
    ended: async (wanted) => {
      await Promise.all([...running].flatMap(([ended, what]) => (what === wanted ? [ended] : [])))
    },
    idle: async (withinMs = idleWithinMs) => {
      const ended = new AbortController()
      const allEnded = async () => {
        while (running.size > 0) await Promise.all(running.keys())
        ended.abort()
      }
      const { signal } = ended
      await Promise.race([
        allEnded(),
        pauseFor(withinMs, undefined, { signal }).catch(() => undefined),
      ])
    },
  }
}
