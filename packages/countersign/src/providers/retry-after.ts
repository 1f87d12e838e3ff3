import type { IncomingHttpHeaders } from 'node:http'

const longestMs = 24 * 60 * 60 * 1000

/**
 * The wait that a `Retry-After` header asks for. One that names a date is measured from the answer's
 * own `Date`, so that it does not matter how well two clocks agree.
 */
export const retryAfterMs = (headers: IncomingHttpHeaders): number | undefined => {
  const value = headers['retry-after']?.trim() ?? ''
  const ms = /^\d+(\.\d+)?$/.test(value)
    ? Number(value) * 1000
    : Date.parse(value) - Date.parse(headers.date ?? '')
  return Number.isFinite(ms) ? Math.min(Math.max(Math.ceil(ms), 0), longestMs) : undefined
}
