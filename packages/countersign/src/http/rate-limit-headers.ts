import type { LimitStanding } from '../ports/store.ts'
import type { AnswerHeaders } from './answer.ts'

const seconds = (ms: number) => Math.max(0, Math.ceil(ms / 1000))

/**
 * `RateLimit` and `RateLimit-Policy` as in draft-ietf-httpapi-ratelimit-headers-10: `q` how many, `w`
 * in how many seconds, `r` how many are left, `t` seconds until there are more.
 */
export const rateLimitHeaders = (standings: readonly LimitStanding[]): AnswerHeaders => {
  if (standings.length === 0) return {}
  const list = (item: (standing: LimitStanding) => string) =>
    standings.map((standing) => `"${standing.name}";${item(standing)}`).join(', ')
  return {
    'ratelimit-policy': list(({ max, windowMs }) => `q=${max};w=${seconds(windowMs)}`),
    ratelimit: list(({ remaining, resetMs }) => `r=${remaining};t=${seconds(resetMs)}`),
  }
}
