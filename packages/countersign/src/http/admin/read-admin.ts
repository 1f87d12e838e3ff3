import { currentTokenHash, tokenHashes } from '../../engine/digest.ts'
import type { KeyRing } from '../../engine/key-ring.ts'
import { type Admin, type AdminRole, adminRoles } from '../../ports/admin.ts'
import { CountersignError } from '../../ports/error.ts'
import { createSecret, type Secret } from '../../ports/secret.ts'
import type { Store } from '../../ports/store.ts'
import type { ApiRequest } from '../request.ts'
import { adminCookieIn } from './cookie.ts'
import { isOwnPage } from './own-page.ts'

/** Kinds of secrets an administrator may hold: none can be used in another's place. */
const tokenKinds = { token: 'admin-token', link: 'admin-link', session: 'admin-session' } as const

/** One of the kinds of an administrator's secrets. */
export type AdminSecretKind = keyof typeof tokenKinds

/** The hash under which a new secret of that kind is kept. */
export const adminSecretHash = (
  keyRing: KeyRing,
  kind: AdminSecretKind,
  secret: Secret,
): Uint8Array => currentTokenHash(keyRing, tokenKinds[kind], secret)

/** Every hash under which it may be kept. */
export const adminSecretHashes = (
  keyRing: KeyRing,
  kind: AdminSecretKind,
  secret: Secret,
): readonly Uint8Array[] => tokenHashes(keyRing, tokenKinds[kind], secret)

/**
 * Finds out which administrator asks.
 *
 * @throws CountersignError `admin_required` if nobody does, `role_required` if the role is too small
 */
export type ReadAdmin = (request: ApiRequest, needed: AdminRole) => Promise<Admin>

const bearer = /^Bearer +(ca_[A-Za-z0-9_-]+)$/i

/**
 * By token, or by the cookie of a console session. With a cookie anything that changes something must
 * come from a page of ours: a page of somebody else can make a browser send the cookie along.
 */
export const createReadAdmin = ({
  store,
  keyRing,
  publicOrigin,
}: {
  readonly store: Store
  readonly keyRing: KeyRing
  readonly publicOrigin: string | undefined
}): ReadAdmin => {
  const find = async (request: ApiRequest): Promise<Admin | undefined> => {
    const token = bearer.exec(request.headers.get('authorization') ?? '')?.[1]
    if (token !== undefined)
      return store.admins.find(adminSecretHashes(keyRing, 'token', createSecret(token)))
    const session = adminCookieIn(request)
    if (session === undefined) return undefined
    if (changesSomething(request) && !isOwnPage(request, publicOrigin))
      throw new CountersignError('cross_site', 'a request of another site')
    return store.admins.findSession(adminSecretHashes(keyRing, 'session', session))
  }

  return async (request, needed) => {
    const admin = await find(request)
    if (admin === undefined) throw new CountersignError('admin_required', 'no administrator asks')
    if (adminRoles.indexOf(admin.role) < adminRoles.indexOf(needed))
      throw new CountersignError('role_required', `this needs the role ${needed}`)
    return admin
  }
}

const changesSomething = ({ method }: ApiRequest) => method !== 'GET' && method !== 'HEAD'
