import type { Caller } from '../../caller.ts'
import type { HttpParts } from '../../parts.ts'
import type { Call } from '../../route.ts'

/** The purpose whose codes sign somebody in. */
export const signInPurpose = 'sign_in'

/**
 * Whoever signs in is nobody yet, whatever cookie or token comes along: an old one must neither hinder
 * nor help.
 */
export const readBrowser = (
  { clientAddress }: Pick<HttpParts, 'clientAddress'>,
  { request, peer }: Pick<Call, 'request' | 'peer'>,
): Caller => {
  const forwardedFor = request.headers.get('x-forwarded-for')
  const ip = clientAddress({ peer, forwardedFor })
  return { isCaller: false, scope: `address ${ip}`, ip, subject: undefined }
}
