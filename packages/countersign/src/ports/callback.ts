import type { Clock } from './clock.ts'
import type { DeliveryReport } from './delivery.ts'
import type { Secret } from './secret.ts'

/** A provider's call to us, as its reader sees it. */
export interface CallbackRequest {
  /** The address the provider was given: public URL and path from configuration, query as received. */
  readonly url: string
  readonly query: URLSearchParams
  /** A header field by its lower-case name. */
  header(name: string): string | undefined
  /** Exactly as received. */
  readonly body: Uint8Array
}

/** What a call says. `forged` covers a signature that is missing, wrong or too old. */
export type CallbackReading =
  | { readonly kind: 'reports'; readonly reports: readonly DeliveryReport[] }
  | { readonly kind: 'forged' }
  | { readonly kind: 'unreadable' }

/** Reads a provider's calls. Decides whether they are genuine, and changes nothing. */
export type ReadCallback = (request: CallbackRequest) => CallbackReading

/** How a kind of provider reports delivery states. */
export interface CallbackKind {
  readonly method: 'get' | 'post'
  /**
   * `signature`: the calls are signed, at `/webhooks/{id}`. `path_token`: anybody could make them, so
   * the address holds a secret, `/webhooks/{id}/{token}`, and what they say is a hint.
   */
  readonly authentication: 'signature' | 'path_token'
  /** Names of the secret files that the reader needs. Without them there is no callback. */
  readonly secretNames: readonly string[]
  create(parts: { secret(name: string): Secret; readonly clock: Clock }): ReadCallback
}
