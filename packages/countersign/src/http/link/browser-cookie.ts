import { parse, serialize } from 'hono/utils/cookie'
import type { RandomSource } from '../../ports/random.ts'
import { createSecret, type Secret } from '../../ports/secret.ts'
import type { Site } from '../admin/site.ts'
import type { ApiRequest } from '../request.ts'

/** 128 bits: it tells browsers apart and opens nothing. */
const nonceBytes = 16

const shape = /^[A-Za-z0-9_-]{22}$/

/** By this a browser that opens a link is known for the one that asked for it. */
export const browserCookieName = ({ isHttps }: Pick<Site, 'isHttps'>): string =>
  isHttps ? '__Host-countersign-link' : 'countersign-link'

/** What the browser was given when it asked for a link, if it was. */
export const browserIn = (request: ApiRequest, site: Site): Secret | undefined => {
  const value = parse(request.headers.get('cookie') ?? '')[browserCookieName(site)]
  return value === undefined || !shape.test(value) ? undefined : createSecret(value)
}

/** Something new for a browser that has nothing yet. */
export const newBrowser = (random: RandomSource): Secret =>
  createSecret(Buffer.from(random(nonceBytes)).toString('base64url'))

/** Header value that gives it to the browser. A link in an email is followed from another site: Lax. */
export const browserCookie = (
  browser: Secret,
  { site, seconds }: { readonly site: Site; readonly seconds: number },
): string =>
  serialize(browserCookieName(site), browser.reveal(), {
    ...{ path: '/', httpOnly: true, sameSite: 'Lax', secure: site.isHttps },
    maxAge: seconds,
  })
