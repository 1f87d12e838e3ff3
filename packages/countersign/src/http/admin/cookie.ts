import type { Secret } from '../../ports/secret.ts'
import { createOwnCookie } from '../own-cookie.ts'
import type { Site } from '../site.ts'
import { sessionSeconds } from './session-secret.ts'

const cookie = createOwnCookie('countersign-admin', 'Strict')

/** What the cookie of a console session is called. */
export const adminCookieName = cookie.nameOn

/** The secret of a console session, if the request carries one. */
export const adminCookieIn = cookie.valueIn

/** Header value that gives a browser the session. */
export const adminCookie = (session: Secret, site: Site): string =>
  cookie.set(session, { site, seconds: sessionSeconds })

/** Header value that takes the session away again. */
export const noAdminCookie = cookie.remove
