import { createHmac, timingSafeEqual } from 'node:crypto'
import { CountersignError } from '../ports/error.ts'
import { createSecret, type Secret } from '../ports/secret.ts'

/** What a signature is over. */
export interface Signed {
  readonly id: string
  /** Seconds since the Unix epoch. */
  readonly timestamp: string
  readonly body: string | Uint8Array
}

/** How far a timestamp may be from now, either way. */
const toleranceSeconds = 5 * 60

/**
 * Reads a key as Standard Webhooks writes it: `whsec_` and 24 to 64 bytes in base64. Stays in base64, so
 * that it stays a secret.
 *
 * @throws CountersignError `invalid_configuration`, with the name of the secret
 */
export const readSigningKey = (name: string, secret: Secret): Secret => {
  const base64 = secret.reveal().replace(/^whsec_/, '')
  const { length } = Buffer.from(base64, 'base64')
  if (!/^[A-Za-z0-9+/]+=*$/.test(base64) || length < 24 || length > 64)
    throw new CountersignError(
      'invalid_configuration',
      `${name}: must be whsec_ and 24 to 64 bytes in base64`,
    )
  return createSecret(base64)
}

/** Signs after Standard Webhooks, version 1. */
export const signatureOf = ({ id, timestamp, body }: Signed, key: Secret): string => {
  const mac = createHmac('sha256', Buffer.from(key.reveal(), 'base64'))
  return `v1,${mac.update(`${id}.${timestamp}.`).update(body).digest('base64')}`
}

/**
 * Whether one of the signatures of a header, separated by spaces, is right and not older or newer than
 * five minutes. Versions that are not `v1` are passed over.
 *
 * The library `standardwebhooks` does not fit: it takes the time from the machine instead of a clock,
 * and wants the body as text.
 */
export const isSigned = (
  signed: Signed,
  { signatures, key, nowMs }: { signatures: string; key: Secret; nowMs: number },
): boolean => {
  if (!/^\d{1,12}$/.test(signed.timestamp)) return false
  if (Math.abs(nowMs / 1000 - Number(signed.timestamp)) > toleranceSeconds) return false
  const due = Buffer.from(signatureOf(signed, key))
  // Each one is compared, so that the time does not tell which was right.
  const matches = signatures.split(' ').map((given) => isEqual(Buffer.from(given), due))
  return matches.includes(true)
}

/** The right length is no secret. */
const isEqual = (given: Buffer, due: Buffer): boolean =>
  given.length === due.length && timingSafeEqual(given, due)
