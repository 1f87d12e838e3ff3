import type { Clock } from '../../ports/clock.ts'

/** Slows down whoever tries tokens. */
export interface Throttle {
  /** How long an address must wait before it may try again; 0 if not at all. */
  waitSeconds(peer: string | undefined): number
  failed(peer: string | undefined): void
}

const failuresAtMost = 10
const windowMs = 15 * 60_000
const addressesAtMost = 10_000

/**
 * Ten failures in a quarter of an hour. Tokens have 256 random bits, so this keeps noise away, not
 * guessers, and may be counted by each process for itself.
 */
export const createThrottle = (clock: Clock): Throttle => {
  const failures = new Map<string, readonly number[]>()
  const recent = (peer: string) =>
    (failures.get(peer) ?? []).filter((atMs) => atMs > clock.now() - windowMs)
  return {
    waitSeconds: (peer = 'unknown') => {
      const [oldest, ...rest] = recent(peer)
      if (oldest === undefined || rest.length + 1 < failuresAtMost) return 0
      return Math.max(1, Math.ceil((oldest + windowMs - clock.now()) / 1000))
    },
    failed: (peer = 'unknown') => {
      const kept = [...recent(peer), clock.now()].slice(-failuresAtMost)
      failures.delete(peer)
      failures.set(peer, kept)
      const [longestQuiet] = failures.keys()
      if (failures.size > addressesAtMost && longestQuiet !== undefined)
        failures.delete(longestQuiet)
    },
  }
}
