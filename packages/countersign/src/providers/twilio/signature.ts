import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { CallbackRequest } from '../../ports/callback.ts'
import type { Secret } from '../../ports/secret.ts'
import { onlyOne } from '../callback-fields.ts'

const bodyHashParameter = 'bodySHA256'

/**
 * Whether Twilio signed a request: HMAC-SHA1 over the address and all parameters, or, if the address
 * holds a hash of the body, over the address alone. https://www.twilio.com/docs/usage/security
 *
 * Twilio's own SDK, which could tell, brings an HTTP client and a dozen other packages along.
 */
export const isSignedByTwilio = (
  request: CallbackRequest,
  { form, authToken }: { readonly form: URLSearchParams; readonly authToken: Secret },
): boolean => {
  const isHashed = request.query.has(bodyHashParameter)
  const parameters = isHashed ? '' : joined(form)
  const given = request.header('x-twilio-signature') ?? ''
  const sign = (text: string) =>
    createHmac('sha1', authToken.reveal()).update(text).digest('base64')
  const matches = spellingsOf(request.url).map((url) => isEqual(given, sign(url + parameters)))
  return matches.includes(true) && (!isHashed || isBodyHash(request))
}

const isBodyHash = ({ query, body }: CallbackRequest): boolean =>
  isEqual(
    onlyOne(query, bodyHashParameter)?.toLowerCase() ?? '',
    createHash('sha256').update(body).digest('hex'),
  )

/** Every parameter by name, and under each name its different values in order. */
const joined = (form: URLSearchParams): string => {
  const byName = Map.groupBy(form, ([name]) => name)
  const names = [...byName.keys()].sort()
  return names
    .flatMap((name) => {
      const values = (byName.get(name) ?? []).map(([, value]) => value)
      return [...new Set(values)].sort().map((value) => name + value)
    })
    .join('')
}

const standardPorts: Readonly<Record<string, string>> = { http: '80', https: '443' }

/** An address as it stands, with a port and without: Twilio's back ends differ in what they sign. */
const spellingsOf = (url: string): readonly string[] => {
  const [, scheme = '', host = '', port, rest = ''] =
    /^(https?):\/\/(\[[^\]]*\]|[^/:?#]*)(?::(\d+))?(.*)$/.exec(url) ?? []
  if (host === '') return [url]
  const withPort = `${scheme}://${host}:${port ?? standardPorts[scheme]}${rest}`
  return [...new Set([url, withPort, `${scheme}://${host}${rest}`])]
}

/** The right length is no secret. */
const isEqual = (given: string, due: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(due)]
  return a.length === b.length && timingSafeEqual(a, b)
}
