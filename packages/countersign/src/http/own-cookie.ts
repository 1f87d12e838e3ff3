import { parse, serialize } from 'hono/utils/cookie'
import { createSecret, type Secret } from '../ports/secret.ts'
import type { ApiRequest } from './request.ts'
import type { Site } from './site.ts'

/** A cookie of ours: no script reads it, and it goes to no other host. */
export interface OwnCookie {
  /** What it is called where people reach us. */
  nameOn(site: Pick<Site, 'isHttps'>): string
  /** Its value in a request, if it is there. */
  valueIn(request: Pick<ApiRequest, 'headers'>, site: Site): Secret | undefined
  /** Header value that gives a browser the cookie for so long; for no seconds, that takes it away. */
  set(value: Secret, at: { readonly site: Site; readonly seconds: number }): string
  /** Header value that takes the cookie away. */
  remove(site: Site): string
}

/**
 * Makes a cookie of ours. `__Host-` binds it to this very host, so that no neighbour can set it, and
 * browsers take it over https only. On plain http, which is for development, it has another name.
 */
export const createOwnCookie = (name: string, sameSite: 'Strict' | 'Lax'): OwnCookie => {
  const nameOn: OwnCookie['nameOn'] = ({ isHttps }) => (isHttps ? `__Host-${name}` : name)
  const written = (value: string, site: Site, maxAge: number) =>
    serialize(nameOn(site), value, {
      ...{ path: '/', httpOnly: true, sameSite, secure: site.isHttps },
      maxAge,
    })
  return {
    nameOn,
    valueIn: ({ headers }, site) => {
      const value = parse(headers.get('cookie') ?? '')[nameOn(site)]
      return value === undefined ? undefined : createSecret(value)
    },
    set: (value, { site, seconds }) => written(value.reveal(), site, seconds),
    remove: (site) => written('', site, 0),
  }
}
