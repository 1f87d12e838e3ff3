import { parse, serialize } from 'hono/utils/cookie'
import { createSecret, type Secret } from '../../ports/secret.ts'
import type { Site } from '../admin/site.ts'
import type { ApiRequest } from '../request.ts'

/**
 * `__Host-` binds the cookie to this very host, so that no neighbour can set it, and browsers take it over
 * https only. On plain http, which is for development, it has another name.
 */
export const sessionCookieName = ({ isHttps }: Pick<Site, 'isHttps'>): string =>
  isHttps ? '__Host-countersign' : 'countersign'

/** `Lax`: whoever follows a link from elsewhere is still signed in. What changes something asks for more. */
const attributesFor = ({ isHttps }: Site) =>
  ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: isHttps }) as const

/** The session token in a request's cookie, if there is one. */
export const sessionCookieIn = (
  { headers }: Pick<ApiRequest, 'headers'>,
  site: Site,
): Secret | undefined => {
  const value = parse(headers.get('cookie') ?? '')[sessionCookieName(site)]
  return value === undefined ? undefined : createSecret(value)
}

/** Header value that gives a browser the session, for as long as that can last. */
export const sessionCookie = (
  { token, expiresInSeconds }: { readonly token: Secret; readonly expiresInSeconds: number },
  site: Site,
): string =>
  serialize(sessionCookieName(site), token.reveal(), {
    ...attributesFor(site),
    maxAge: Math.max(0, Math.floor(expiresInSeconds)),
  })

/** Header value that takes the session away again. */
export const noSessionCookie = (site: Site): string =>
  serialize(sessionCookieName(site), '', { ...attributesFor(site), maxAge: 0 })
