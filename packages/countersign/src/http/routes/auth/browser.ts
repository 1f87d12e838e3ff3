import { type Caller, strangerAt } from '../../caller.ts'
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
  call: Pick<Call, 'request' | 'peer'>,
): Caller => strangerAt(clientAddress, call)
