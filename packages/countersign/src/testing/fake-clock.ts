import type { Clock } from '../ports/clock.ts'

/** A clock that moves when it is told to. */
export interface FakeClock extends Clock {
  /** Moves on by that many milliseconds, or back by a negative number. */
  advance(ms: number): void
}

/** A clock that stands still at 2026-01-01 until it is moved. */
export const createFakeClock = (startMs = Date.UTC(2026, 0, 1)): FakeClock => {
  let nowMs = startMs
  return {
    now: () => nowMs,
    advance: (ms) => {
      nowMs += ms
    },
  }
}
