import type { RandomSource } from '../../ports/random.ts'
import { createSecret, type Secret } from '../../ports/secret.ts'
import { createOwnCookie } from '../own-cookie.ts'
import type { ApiRequest } from '../request.ts'
import type { Site } from '../site.ts'

/** 128 bits: it tells browsers apart and opens nothing. */
const nonceBytes = 16

const shape = /^[A-Za-z0-9_-]{22}$/

/**
 * By this a browser that opens a link is known for the one that asked for it. A link in an email is
 * followed from another site: Lax.
 */
const cookie = createOwnCookie('countersign-link', 'Lax')

/** What the browser was given when it asked for a link, if it was. */
export const browserIn = (request: ApiRequest, site: Site): Secret | undefined => {
  const value = cookie.valueIn(request, site)
  return value !== undefined && shape.test(value.reveal()) ? value : undefined
}

/** Something new for a browser that has nothing yet. */
export const newBrowser = (random: RandomSource): Secret =>
  createSecret(Buffer.from(random(nonceBytes)).toString('base64url'))

/** Header value that gives it to the browser. */
export const browserCookie = cookie.set
