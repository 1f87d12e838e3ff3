import type { Clock } from '../../ports/clock.ts'
import { type Answer, problem } from '../answer.ts'
import { rateLimitHeaders } from '../rate-limit-headers.ts'

/** Slows down whoever tries tokens. */
export interface Throttle {
  /** Counts a token or link that was not good, and makes the answer to it. */
  refuse(address: string): Answer
}

const failuresAtMost = 10
const windowMs = 15 * 60_000
const addressesAtMost = 10_000

const limit = { name: 'admin', max: failuresAtMost, windowMs }

/**
 * Ten refusals in a quarter of an hour; more get 429. Tokens have 256 random bits, so this keeps noise
 * away, not guessers: each process may count for itself, and a good token is never refused. Otherwise
 * any stranger behind the same address could keep an operator from the switch.
 */
export const createThrottle = (clock: Clock): Throttle => {
  const failures = new Map<string, readonly number[]>()

  const remember = (address: string, recent: readonly number[]) => {
    failures.delete(address)
    failures.set(address, recent)
    const [longestQuiet] = failures.keys()
    if (failures.size > addressesAtMost && longestQuiet !== undefined) failures.delete(longestQuiet)
  }

  return {
    refuse: (address) => {
      const nowMs = clock.now()
      const recent = (failures.get(address) ?? []).filter((atMs) => atMs > nowMs - windowMs)
      const [oldest] = recent
      if (oldest === undefined || recent.length < failuresAtMost) {
        remember(address, [...recent, nowMs])
        return problem('admin_required')
      }
      const resetMs = oldest + windowMs - nowMs
      const seconds = Math.max(1, Math.ceil(resetMs / 1000))
      return problem('rate_limited', {
        detail: `Too many that were not good. Try again in ${seconds} seconds.`,
        headers: {
          'retry-after': String(seconds),
          ...rateLimitHeaders([{ ...limit, remaining: 0, resetMs }]),
        },
      })
    },
  }
}
