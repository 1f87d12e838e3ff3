import type { IncomingMessage } from 'node:http'

/**
 * Why a request must not reach a handler, or nothing.
 *
 * Node lets through what proxies and applications read in different ways: two `Host` fields, a target
 * with a host of its own (absolute form), none at all, and TRACE, which sends headers back.
 */
export const refuseRequest = (
  request: Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'>,
): 'invalid_request' | 'method_not_allowed' | undefined => {
  if (request.method === 'TRACE' || request.method === 'CONNECT') return 'method_not_allowed'
  if (!request.url?.startsWith('/')) return 'invalid_request'
  const hosts = request.rawHeaders.filter(
    (field, n) => n % 2 === 0 && field.toLowerCase() === 'host',
  )
  return hosts.length === 1 ? undefined : 'invalid_request'
}
