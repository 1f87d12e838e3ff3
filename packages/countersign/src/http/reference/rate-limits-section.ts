import { rateLimitHeaders } from '../rate-limit-headers.ts'
import { table } from './table.ts'

const exampleHeaders = () => {
  const standing = { name: 'ip', max: 3, windowMs: 900_000, remaining: 2, resetMs: 840_000 }
  const { 'ratelimit-policy': policy, ratelimit } = rateLimitHeaders([standing])
  return ['```http', `RateLimit-Policy: ${policy}`, `RateLimit: ${ratelimit}`, '```'].join('\n')
}

/** The headers that tell a caller how its limits stand. */
export const rateLimitsSection = (): string =>
  [
    '## <a id="rate-limits"></a>Rate limits',
    'A request that would go over a limit gets 429 [`rate_limited`](#rate_limited) and takes nothing from any other limit. The same answer comes while a new code may not be sent yet, and until the code expires after its last attempt.',
    table(
      ['Header', 'On', 'Meaning'],
      [
        [
          '`Retry-After`',
          '429, 503',
          'Whole seconds to wait, at least 1. On 429 it is the true wait: a retry after it is not refused for the same reason.',
        ],
        ['`RateLimit-Policy`', '200 of a send, 429', 'The limit: `q` requests in any `w` seconds.'],
        [
          '`RateLimit`',
          '200 of a send, 429',
          'How it stands: `r` are left, and in `t` seconds there are more.',
        ],
      ],
    ),
    'A good answer shows only the limits of the caller itself (`ip`, `subject`), never how the recipient stands. A 429 shows the limit that refused. Three sends in 15 minutes, one of them used:',
    exampleHeaders(),
    'Names and fields follow draft-ietf-httpapi-ratelimit-headers-10.',
  ].join('\n\n')
