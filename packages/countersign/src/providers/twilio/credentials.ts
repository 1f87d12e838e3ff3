import type { Secret } from '../../ports/secret.ts'

/** The value of `authorization` for an account. */
export const basicCredentials = (accountSid: string, authToken: Secret): string =>
  `Basic ${Buffer.from(`${accountSid}:${authToken.reveal()}`).toString('base64')}`
