import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { Development } from './parts.ts'
import type { ApiRequest } from './request.ts'

/**
 * Whether a request was made to us by a name that we know. A page on another site can have its own
 * name point here (DNS rebinding) and would then read codes; it cannot do that with an address, with
 * `localhost`, or with the name of our public URL.
 */
export const isOwnHost = (request: ApiRequest, { host }: Development): boolean => {
  const hostname = request.host.replace(/:[0-9]*$/, '').toLowerCase()
  if (hostname === 'localhost' || hostname === host) return true
  const address = hostname.replace(/^\[|\]$/g, '')
  // Nearly all are written plainly; the other spellings take longer to read.
  return isIP(address) !== 0 || ipaddr.isValid(address)
}
