import type { CallbackKind, ReadCallback } from '../ports/callback.ts'
import { type Clock, systemClock } from '../ports/clock.ts'
import { CountersignError } from '../ports/error.ts'
import type { Secret } from '../ports/secret.ts'

/** Where one integration reports delivery states to, and how its calls are read. */
export interface Callback {
  /** Id of the integration. */
  readonly integration: string
  readonly method: CallbackKind['method']
  /** The address that the service is given. Holds the path token if there is one: show it to nobody else. */
  readonly url: string
  /** Last step of the path, if the calls are not signed. */
  readonly pathToken: Secret | undefined
  readonly read: ReadCallback
}

/** Options of {@link createCallback}. */
export interface CallbackOptions {
  readonly integration: string
  readonly kind: CallbackKind
  /** Address under which the API is reached from outside. */
  readonly publicUrl: URL
  /** A secret by the name of its file. */
  secret(name: string): Secret
  readonly clock?: Clock
}

/** Name of the secret that stands in the path where calls are not signed. */
const pathTokenName = 'webhook_token'

/**
 * Makes the callback of an integration.
 *
 * @throws CountersignError `invalid_configuration` if a secret is not what it must be
 */
export const createCallback = ({
  integration,
  kind,
  publicUrl,
  secret,
  clock = systemClock,
}: CallbackOptions): Callback => {
  const pathToken =
    kind.authentication === 'path_token' ? checkPathToken(secret(pathTokenName)) : undefined
  const path = ['webhooks', integration, ...(pathToken ? [pathToken.reveal()] : [])].join('/')
  return {
    integration,
    method: kind.method,
    url: `${publicUrl.href.replace(/[?#].*$/, '').replace(/\/+$/, '')}/${path}`,
    pathToken,
    read: kind.create({ secret, clock }),
  }
}

/** Long enough not to be guessed, and made of what may stand in a path as it is. */
const checkPathToken = (token: Secret): Secret => {
  if (/^[A-Za-z0-9_-]{16,200}$/.test(token.reveal())) return token
  throw new CountersignError(
    'invalid_configuration',
    `${pathTokenName}: must be 16 to 200 letters, digits, hyphens and underscores`,
  )
}
