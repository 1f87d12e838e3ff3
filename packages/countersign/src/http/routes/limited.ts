import type { Limited } from '../../engine/limited.ts'
import { type Answer, problem } from '../answer.ts'
import { rateLimitHeaders } from '../rate-limit-headers.ts'

/** 429 with the true wait. */
export const limitedAnswer = ({ retryAfterSeconds, standing }: Limited): Answer =>
  problem('rate_limited', {
    detail: `Try again in ${retryAfterSeconds} ${retryAfterSeconds === 1 ? 'second' : 'seconds'}.`,
    headers: { 'retry-after': String(retryAfterSeconds), ...rateLimitHeaders([standing]) },
  })
