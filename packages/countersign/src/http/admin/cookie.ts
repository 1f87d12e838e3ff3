import { parse, serialize } from 'hono/utils/cookie'
import { createSecret, type Secret } from '../../ports/secret.ts'
import type { ApiRequest } from '../request.ts'
import { sessionSeconds } from './session-secret.ts'
import type { Site } from './site.ts'

/**
 * `__Host-` binds the cookie to this very host, and browsers take it over https only. On plain http,
 * which is for development, it has another name.
 */
export const adminCookieName = ({ isHttps }: Pick<Site, 'isHttps'>): string =>
  isHttps ? '__Host-countersign-admin' : 'countersign-admin'

const attributesFor = ({ isHttps }: Site) =>
  ({ path: '/', httpOnly: true, sameSite: 'Strict', secure: isHttps }) as const

/** The secret of a console session, if the request carries one. */
export const adminCookieIn = (request: ApiRequest, site: Site): Secret | undefined => {
  const value = parse(request.headers.get('cookie') ?? '')[adminCookieName(site)]
  return value === undefined ? undefined : createSecret(value)
}

/** Header value that gives a browser the session. */
export const adminCookie = (session: Secret, site: Site): string =>
  serialize(adminCookieName(site), session.reveal(), {
    ...attributesFor(site),
    maxAge: sessionSeconds,
  })

/** Header value that takes the session away again. */
export const noAdminCookie = (site: Site): string =>
  serialize(adminCookieName(site), '', { ...attributesFor(site), maxAge: 0 })
