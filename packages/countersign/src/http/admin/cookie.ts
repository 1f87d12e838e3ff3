import { parse, serialize } from 'hono/utils/cookie'
import { createSecret, type Secret } from '../../ports/secret.ts'
import type { ApiRequest } from '../request.ts'

/** How long a console session lasts. */
export const adminSessionSeconds = 12 * 3600

/**
 * `__Host-` binds the cookie to this very host, and browsers take it over https only. On plain http,
 * which is for development, it has another name.
 */
const nameFor = (isHttps: boolean) => (isHttps ? '__Host-countersign-admin' : 'countersign-admin')

const attributesFor = (isHttps: boolean) =>
  ({ path: '/', httpOnly: true, sameSite: 'Strict', secure: isHttps }) as const

/** The secret of a console session, if the request carries one. */
export const adminCookieIn = (request: ApiRequest): Secret | undefined => {
  const cookies = parse(request.headers.get('cookie') ?? '')
  const value = cookies[nameFor(true)] ?? cookies[nameFor(false)]
  return value === undefined ? undefined : createSecret(value)
}

/** Header value that gives a browser the session. */
export const adminCookie = (session: Secret, isHttps: boolean): string =>
  serialize(nameFor(isHttps), session.reveal(), {
    ...attributesFor(isHttps),
    maxAge: adminSessionSeconds,
  })

/** Header value that takes the session away again. */
export const noAdminCookie = (isHttps: boolean): string =>
  serialize(nameFor(isHttps), '', { ...attributesFor(isHttps), maxAge: 0 })
