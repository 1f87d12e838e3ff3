import { currentTokenHash, tokenHashes } from '../engine/digest.ts'
import type { CallerSession } from '../engine/grant/granting.ts'
import type { KeyRing } from '../engine/key-ring.ts'
import type { Recipient } from '../engine/recipient.ts'
import { CountersignError } from '../ports/error.ts'
import { createSecret, type Secret } from '../ports/secret.ts'
import type { Store } from '../ports/store.ts'
import { type ClientAddress, limiterAddress } from './client-address.ts'
import { contactsOfHostUser, type HostUser, hostUserOf, type ReadHostUser } from './host-user.ts'
import type { ApiRequest } from './request.ts'
import { bearerTokenIn, type ReadSession, type SignedIn } from './session/read-session.ts'

/** Who asks: a person, signed in or not, or a server with an API key that speaks for one. */
export interface Caller {
  /** Tells this caller from others. */
  readonly scope: string
  readonly isCaller: boolean
  readonly ip: string | undefined
  /** The id of the user: ours with a session, the host's with a session of its own, what a server states. */
  readonly subject: string | undefined
  /** Name of the API key, if there is one. */
  readonly apiKey?: string | undefined
  /** The session that asks, if one does. */
  readonly session?: CallerSession | undefined
  readonly signedIn?: SignedIn | undefined
  /** Phones and addresses of a user of the host. */
  readonly contacts?: readonly Recipient[] | undefined
}

interface Stated {
  readonly subject?: string | undefined
  readonly client_ip?: string | undefined
}

/**
 * Finds out who asks.
 *
 * @throws CountersignError `sign_in_required` for a key or session token that is not, or no longer, good,
 * and for a `subject` or `client_ip` stated without a key; `cross_site` if somebody else's page has a
 * browser send a session's cookie
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

/** Who asks, before anything is known but from where. */
export const strangerAt = (
  clientAddress: ClientAddress,
  { request, peer }: { readonly request: ApiRequest; readonly peer: string | undefined },
): Caller => {
  const ip = clientAddress({ peer, forwardedFor: request.headers.get('x-forwarded-for') })
  return { isCaller: false, scope: `address ${ip}`, ip, subject: undefined }
}

/** Reads API keys. They are looked up every time, so a revoked one stops working at once. */
export const createReadCaller =
  ({
    store,
    keyRing,
    clientAddress,
    readSession,
    hostUser,
  }: {
    readonly store: Store
    readonly keyRing: KeyRing
    readonly clientAddress: ClientAddress
    readonly readSession: ReadSession
    readonly hostUser?: ReadHostUser | undefined
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
    const stranger = strangerAt(clientAddress, { request, peer })
    const user = hostUser && (await hostUserOf(hostUser, request))
    if (user !== undefined) return callerOf(user, stranger.ip)
    const signedIn = signedInOf(await readSession(request), request)
    if (signedIn === undefined) return stranger
    const { session } = signedIn
    const { userId } = session
    const { ip } = stranger
    return { isCaller: true, scope: `user ${userId}`, ip, subject: userId, session, signedIn }
  }

/**
 * Somebody who is signed in to the host. A session of ours beside it counts for nothing: whoever took over
 * the host's session could begin one with a phone of their own.
 */
const callerOf = (user: HostUser, ip: string | undefined): Caller => ({
  ...{ isCaller: true, scope: `host user ${user.id}`, ip, subject: user.id },
  contacts: contactsOfHostUser(user),
})

/**
 * An old cookie is nobody's fault, and whoever has one can still ask for a code. A client that sends a
 * token by itself is told when it is no good: it may be after what only its user can do.
 */
const signedInOf = (
  read: Awaited<ReturnType<ReadSession>>,
  request: ApiRequest,
): SignedIn | undefined => {
  if (read.kind === 'signed_in') return read
  if (read.kind === 'cross_site')
    throw new CountersignError('cross_site', 'the cookie came from a page of somebody else')
  if (bearerTokenIn(request) !== undefined)
    throw new CountersignError('sign_in_required', 'unknown session token')
  return undefined
}
