import { currentTokenHash, tokenHashes } from '../engine/digest.ts'
import type { KeyRing } from '../engine/key-ring.ts'
import { CountersignError } from '../ports/error.ts'
import { createSecret, type Secret } from '../ports/secret.ts'
import type { Store } from '../ports/store.ts'
import { type ClientAddress, limiterAddress } from './client-address.ts'
import type { ApiRequest } from './request.ts'

/** Who asks: a person's browser, or a server with an API key that speaks for one. */
export interface Caller {
  /** Tells this caller from others. */
  readonly scope: string
  readonly isCaller: boolean
  readonly ip: string | undefined
  readonly subject: string | undefined
  /** Name of the API key, if there is one. */
  readonly apiKey?: string | undefined
}

interface Stated {
  readonly subject?: string | undefined
  readonly client_ip?: string | undefined
}

/**
 * Finds out who asks.
 *
 * @throws CountersignError `sign_in_required` for a key that is not, or no longer, good, and for a
 * `subject` or `client_ip` stated without one
 */
export type ReadCaller = (
  call: { readonly request: ApiRequest; readonly peer: string | undefined },
  stated: Stated,
) => Promise<Caller>

const kind = 'api-key'

/** The hash under which a new API key is kept. */
export const apiKeyHash = (keyRing: KeyRing, key: Secret): Uint8Array =>
  currentTokenHash(keyRing, kind, key)

const bearer = /^Bearer +(ck_[A-Za-z0-9_-]+)$/i

/** Reads API keys. They are looked up every time, so a revoked one stops working at once. */
export const createReadCaller =
  ({
    store,
    keyRing,
    clientAddress,
  }: {
    readonly store: Store
    readonly keyRing: KeyRing
    readonly clientAddress: ClientAddress
  }): ReadCaller =>
  async ({ request, peer }, stated) => {
    const key = bearer.exec(request.headers.get('authorization') ?? '')?.[1]
    if (key !== undefined) {
      const name = await store.apiKeys.find(tokenHashes(keyRing, kind, createSecret(key)))
      if (name === undefined) throw new CountersignError('sign_in_required', 'unknown API key')
      const ip = limiterAddress(stated.client_ip)
      return { isCaller: true, scope: `key ${name}`, ip, subject: stated.subject, apiKey: name }
    }
    if (stated.subject !== undefined || stated.client_ip !== undefined)
      throw new CountersignError('sign_in_required', 'subject and client_ip need an API key')
    const forwardedFor = request.headers.get('x-forwarded-for')
    const ip = clientAddress({ peer, forwardedFor })
    return { isCaller: false, scope: `address ${ip}`, ip, subject: undefined }
  }
