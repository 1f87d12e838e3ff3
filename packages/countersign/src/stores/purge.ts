import type { LimitClaim, OpenRequest } from '../ports/store.ts'

/** When the last of these windows is over. */
export const windowsEndMs = (claims: readonly LimitClaim[], nowMs: number): number =>
  nowMs + Math.max(0, ...claims.map(({ windowMs }) => windowMs))

/** When nothing about a challenge matters any more: code, cool-down and limits are over. */
export const challengeEndMs = (request: OpenRequest, nowMs: number): number =>
  Math.max(
    nowMs + request.ttlMs,
    nowMs + request.resendMs,
    windowsEndMs(request.recipientClaims, nowMs),
  )

/** How long a delivery is kept: long enough for a question about it, and for the latest report. */
export const keepDeliveryMs = 30 * 86_400_000

/** Longer than any hand-over takes, however late its store hears of it. */
export const handedOverWithinMs = 60_000
