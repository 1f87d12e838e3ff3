import type { LimitStanding } from '../ports/store.ts'
import type { AnswerHeaders } from './answer.ts'

const seconds = (ms: number) => Math.max(0, Math.ceil(ms / 1000))

/**
 * `RateLimit` and `RateLimit-Policy` as in draft-ietf-httpapi-ratelimit-headers-10: `q` how many, `w`
 * in how many seconds, `r` how many are left, `t` seconds until there is one again, or, while some are left,
 * until all are. Shadow limits refuse nobody and are not told.
 */
export const rateLimitHeaders = (all: readonly LimitStanding[]): AnswerHeaders => {
  const standings = all.filter(({ isShadow }) => isShadow !== true)
  if (standings.length === 0) return {}
  const policy: string[] = []
  const state: string[] = []
  for (const { name, max, windowMs, remaining, resetMs } of standings) {
    policy.push(`"${name}";q=${max};w=${seconds(windowMs)}`)
    state.push(`"${name}";r=${remaining};t=${seconds(resetMs)}`)
  }
  return { 'ratelimit-policy': policy.join(', '), ratelimit: state.join(', ') }
}
