import { CountersignError } from '../ports/error.ts'
import type { ApiRequest } from './request.ts'

/** Visible ASCII, 1 to 255 characters (draft-ietf-httpapi-idempotency-key-header, without quotes). */
const wellFormed = /^[\x21-\x7e]{1,255}$/

/**
 * The `Idempotency-Key` of a request.
 *
 * @throws CountersignError `invalid_request` if it is not well-formed
 */
export const readIdempotencyKey = (request: ApiRequest): string | undefined => {
  const key = request.headers.get('idempotency-key')
  if (key === null) return undefined
  if (wellFormed.test(key)) return key
  throw new CountersignError(
    'invalid_request',
    'Idempotency-Key must be 1 to 255 visible characters without spaces',
    { cause: { path: 'Idempotency-Key' } },
  )
}
