import type { LimitedResult, LimitStanding, OpenResult } from '../ports/store.ts'
import type { Policy } from './policy.ts'

/** Too many: which limit said so and how long it will. */
export interface Limited {
  readonly kind: 'limited'
  readonly reason: 'limit' | 'cool_down' | 'lock'
  /** Whole seconds, rounded up, at least 1: after that many a retry is not refused for this reason. */
  readonly retryAfterSeconds: number
  readonly standing: LimitStanding
}

const wholeSeconds = (waitMs: number) => Math.max(1, Math.ceil(waitMs / 1000))

/** A limit of the policy refused. */
export const limitedBy = ({ claim: { name, max, windowMs }, waitMs }: LimitedResult): Limited => ({
  kind: 'limited',
  reason: 'limit',
  retryAfterSeconds: wholeSeconds(waitMs),
  standing: { name, max, windowMs, remaining: 0, resetMs: waitMs },
})

/** The challenge itself refused: locked after its last attempt, or sent a moment ago. */
export const limitedFor = (
  refused: Extract<OpenResult, { readonly kind: 'locked' | 'cooling_down' }>,
  policy: Policy,
): Limited => {
  const isLock = refused.kind === 'locked'
  return {
    kind: 'limited',
    reason: isLock ? 'lock' : 'cool_down',
    retryAfterSeconds: wholeSeconds(refused.waitMs),
    standing: {
      name: isLock ? 'attempts' : 'resend',
      max: isLock ? policy.maxAttempts : 1,
      windowMs: (isLock ? policy.ttlSeconds : policy.resendSeconds) * 1000,
      remaining: 0,
      resetMs: refused.waitMs,
    },
  }
}
