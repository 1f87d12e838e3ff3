import { createHmac } from 'node:crypto'
import { CountersignError } from '../../ports/error.ts'
import { createSecret, type Secret } from '../../ports/secret.ts'

/** What a signature is over. */
export interface Signed {
  readonly id: string
  /** Seconds since the Unix epoch. */
  readonly timestamp: string
  readonly body: string
}

/**
 * Reads a key as Standard Webhooks writes it: `whsec_` and 24 to 64 bytes in base64. Stays in base64, so
 * that it stays a secret.
 *
 * @throws CountersignError `invalid_configuration`
 */
export const readSigningKey = (secret: Secret): Secret => {
  const base64 = secret.reveal().replace(/^whsec_/, '')
  const { length } = Buffer.from(base64, 'base64')
  if (!/^[A-Za-z0-9+/]+=*$/.test(base64) || length < 24 || length > 64)
    throw new CountersignError(
      'invalid_configuration',
      'webhook_secret: must be whsec_ and 24 to 64 bytes in base64',
    )
  return createSecret(base64)
}

/** Signs after Standard Webhooks, version 1. */
export const signatureOf = ({ id, timestamp, body }: Signed, key: Secret): string => {
  const mac = createHmac('sha256', Buffer.from(key.reveal(), 'base64'))
  return `v1,${mac.update(`${id}.${timestamp}.${body}`).digest('base64')}`
}
