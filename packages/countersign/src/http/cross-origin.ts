import { type Answer, type AnswerHeaders, noContent } from './answer.ts'
import type { ApiRequest } from './request.ts'
import type { Place } from './router.ts'
import { listedOriginOf, type Pages } from './session/sender.ts'

/** What scripts of other pages of ours may call. */
const prefixes = ['/api/otp/', '/api/auth/', '/api/magic-link/'] as const

/** What such a script may send and read beyond what every script may. */
const sendable = 'authorization, content-type, idempotency-key, traceparent, x-request-id'
const readable = 'retry-after, ratelimit, ratelimit-policy, x-request-id, debug-otp'

/** How long a browser may remember what it was allowed, in seconds. */
const rememberSeconds = 600

const noHeaders: AnswerHeaders = {}

/**
 * Headers (CORS) that let a page of `origins`, named letter by letter, read the answer and send its cookie.
 * `Vary` stands on every answer: a cache must not give one page what was said to another.
 */
export const crossOriginHeaders = (request: ApiRequest, pages: Pages): AnswerHeaders => {
  if (pages.origins.length === 0 || !prefixes.some((prefix) => request.path.startsWith(prefix)))
    return noHeaders
  const origin = listedOriginOf(request, pages)
  return origin === undefined
    ? { vary: 'Origin' }
    : {
        vary: 'Origin',
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': readable,
      }
}

/** The answer to a browser that asks what a page may do, if that page may do anything. */
export const preflightAnswer = (
  request: ApiRequest,
  { allow }: Place,
  headers: AnswerHeaders,
): Answer | undefined => {
  if (request.method !== 'OPTIONS') return undefined
  if (request.headers.get('access-control-request-method') === null) return undefined
  if (headers['access-control-allow-origin'] === undefined) return undefined
  const allowed = {
    'access-control-allow-methods': allow,
    'access-control-allow-headers': sendable,
    'access-control-max-age': String(rememberSeconds),
  }
  const none = noContent()
  return { ...none, headers: { ...none.headers, ...allowed } }
}
