import type { Log } from '../../ports/log.ts'

/** Work that goes on after an answer. */
export interface Afterwards {
  /** Begins some work and remembers it until it ends. An error is logged. */
  begin(what: string, work: () => void | Promise<void>): void
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>
}

/** Keeps track of what was begun, so that a stop can wait for it. */
export const createAfterwards = (
  log: Log,
  waitUntil?: (work: Promise<void>) => void,
): Afterwards => {
  const running = new Set<Promise<void>>()
  return {
    begin: (what, work) => {
      const ended = (async () => work())().catch((error: unknown) => {
        const cause = error instanceof Error ? error.name : 'unknown'
        log.error({ what, cause }, 'work after an answer failed')
      })
      running.add(ended)
      void ended.finally(() => running.delete(ended))
      waitUntil?.(ended)
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
