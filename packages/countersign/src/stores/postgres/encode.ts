import { CountersignError } from '../../ports/error.ts'
import type { CodeCandidate } from '../../ports/store.ts'

/** Bytes as PostgreSQL reads them. */
export const bytes = (value: Uint8Array): string =>
  `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`

/**
 * Text as PostgreSQL takes it: half a surrogate pair becomes U+FFFD, and U+0000, which it refuses, is
 * refused here, so that it cannot spoil the batch of others.
 *
 * @throws CountersignError `invalid_request`
 */
export const text = (value: string): string => {
  if (value.includes('\0'))
    throw new CountersignError('invalid_request', 'text for the database holds U+0000')
  return value.toWellFormed()
}

/** Candidates as composite values. */
export const candidatesOf = (candidates: readonly CodeCandidate[]) =>
  candidates.map(({ keyId, mac }) => ({ key_id: text(keyId), mac: bytes(mac) }))
