import type { Secret } from '../../ports/secret.ts'
import { createOwnCookie } from '../own-cookie.ts'
import type { Site } from '../site.ts'

/** `Lax`: whoever follows a link from elsewhere is still signed in. What changes something asks for more. */
const cookie = createOwnCookie('countersign', 'Lax')

/** What the cookie of a session is called. */
export const sessionCookieName = cookie.nameOn

/** The session token in a request's cookie, if there is one. */
export const sessionCookieIn = cookie.valueIn

/** Header value that gives a browser the session, for as long as that can last. */
export const sessionCookie = (
  { token, expiresInSeconds }: { readonly token: Secret; readonly expiresInSeconds: number },
  site: Site,
): string => cookie.set(token, { site, seconds: Math.max(0, Math.floor(expiresInSeconds)) })

/** Header value that takes the session away again. */
export const noSessionCookie = cookie.remove
