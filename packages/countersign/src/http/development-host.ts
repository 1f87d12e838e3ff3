import ipaddr from 'ipaddr.js'
import type { Development } from './parts.ts'
import type { ApiRequest } from './request.ts'

/**
 * Whether a request was made to us by a name that we know. A page on another site can have its own
 * name point here (DNS rebinding) and would then read codes; it cannot do that with an address, with
 * `localhost`, or with the name of our public URL.
 */
export const isOwnHost = (request: ApiRequest, { host }: Development): boolean => {
  const { hostname } = new URL(request.url)
  return (
    hostname === 'localhost' ||
    hostname === host ||
    ipaddr.isValid(hostname.replace(/^\[|\]$/g, ''))
  )
}
