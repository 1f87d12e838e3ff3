import type { KeyRing } from '../../engine/key-ring.ts'
import { type Admin, type AdminRole, adminRoles } from '../../ports/admin.ts'
import type { Clock } from '../../ports/clock.ts'
import { createSecret, type Secret } from '../../ports/secret.ts'
import type { Store } from '../../ports/store.ts'
import { type Answer, problem } from '../answer.ts'
import { senderOf } from '../own-page.ts'
import type { ApiRequest } from '../request.ts'
import type { Site } from '../site.ts'
import { adminSecretHashes } from './admin-secret.ts'
import { adminCookieIn } from './cookie.ts'
import { isFresh } from './session-secret.ts'
import type { Throttle } from './throttle.ts'

/** Tells whose request it is, for counting. */
export type AddressOf = (call: {
  readonly request: ApiRequest
  readonly peer: string | undefined
}) => string

/** Finds out which administrator asks, or how to answer if none does who may. */
export type ReadAdmin = (
  call: { readonly request: ApiRequest; readonly peer: string | undefined },
  needed: AdminRole,
) => Promise<Admin | Answer>

/** What {@link createReadAdmin} works with. */
export interface ReadAdminParts {
  readonly store: Pick<Store, 'admins'>
  readonly keyRing: KeyRing
  readonly clock: Clock
  readonly site: Site
  readonly throttle: Throttle
  readonly addressOf: AddressOf
}

const bearer = /^Bearer +(.*)$/i

/**
 * By token, or by the cookie of a console session. Both are looked up every time, so a revoked one
 * stops working at once, everywhere.
 */
export const createReadAdmin = (parts: ReadAdminParts): ReadAdmin => {
  const { store, keyRing, throttle, addressOf } = parts
  return async (call, needed) => {
    const token = bearer.exec(call.request.headers.get('authorization') ?? '')?.[1]
    if (token === undefined) return readSession(parts, call.request, needed)
    const admin = await store.admins.find(adminSecretHashes(keyRing, 'token', createSecret(token)))
    if (admin === undefined) return throttle.refuse(addressOf(call))
    return may(admin, needed) ? admin : roleRequired(needed)
  }
}

/**
 * With a cookie anything that changes something must come from a page of ours, because a page of
 * somebody else can make a browser send the cookie along; and the session must be fresh, because a
 * browser can be left open.
 */
const readSession = async (
  { store, keyRing, clock, site }: ReadAdminParts,
  request: ApiRequest,
  needed: AdminRole,
): Promise<Admin | Answer> => {
  const session = adminCookieIn(request, site)
  if (session === undefined) return problem('admin_required')
  if (changesSomething(request) && senderOf(request, site) !== 'own') return problem('cross_site')
  const admin = await store.admins.findSession(adminSecretHashes(keyRing, 'session', session))
  if (admin === undefined) return problem('admin_required')
  if (!may(admin, needed)) return roleRequired(needed)
  return needed === 'viewer' || isFresh(session, clock.now()) ? admin : signInAgain()
}

const may = ({ role }: Admin, needed: AdminRole): boolean =>
  adminRoles.indexOf(role) >= adminRoles.indexOf(needed)

const roleRequired = (needed: AdminRole): Answer =>
  problem('role_required', { detail: `This needs the role ${needed}.` })

const signInAgain = (): Answer =>
  problem('sign_in_again', { detail: 'You signed in a while ago. Sign in again to change things.' })

const changesSomething = ({ method }: ApiRequest) => method !== 'GET' && method !== 'HEAD'

/** The session that a request carries, for ending it. */
export const sessionIn = (
  { keyRing, site }: Pick<ReadAdminParts, 'keyRing' | 'site'>,
  request: ApiRequest,
): readonly Uint8Array[] | undefined => {
  const session: Secret | undefined = adminCookieIn(request, site)
  return session && adminSecretHashes(keyRing, 'session', session)
}
