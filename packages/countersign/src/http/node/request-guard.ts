import type { IncomingMessage } from 'node:http'
import { type Answer, problem } from '../answer.ts'

/** A name or an address and perhaps a port: no user, no path, nothing that must be decoded. */
const wellFormedHost = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/i

/**
 * The answer to a request that must not reach a handler. Nothing if it may.
 *
 * Node lets through what proxies and applications read in different ways: two `Host` fields, one that
 * is no host, a target with a host of its own (absolute form), none at all, and TRACE, which sends
 * headers back.
 */
export const refusalOf = ({
  method,
  url,
  rawHeaders,
}: Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'>): Answer | undefined => {
  if (method === 'TRACE' || method === 'CONNECT')
    return problem('method_not_allowed', { headers: { allow: 'GET, HEAD, POST, PATCH, DELETE' } })
  if (!url?.startsWith('/')) return problem('invalid_request')
  const host = onlyHost(rawHeaders)
  return host !== undefined && isHost(host) ? undefined : problem('invalid_request')
}

/** Nearly every request names the same one. */
let goodLately: string | undefined

/** A port may be too high, and what looks like an address may be none. */
const isHost = (host: string): boolean => {
  if (host === goodLately) return true
  const isGood = wellFormedHost.test(host) && URL.canParse(`http://${host}`)
  if (isGood) goodLately = host
  return isGood
}

/** The value of `Host`, if there is exactly one. */
const onlyHost = (rawHeaders: readonly string[]): string | undefined => {
  let host: string | undefined
  for (let n = 0; n < rawHeaders.length; n += 2) {
    const name = rawHeaders[n]
    if (name?.length !== 4 || name.toLowerCase() !== 'host') continue
    if (host !== undefined) return undefined
    host = rawHeaders[n + 1]
  }
  return host
}
