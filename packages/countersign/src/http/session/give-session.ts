import type { OpenedSession } from '../../engine/grant/granting.ts'
import { type Answer, answer } from '../answer.ts'
import type { Caller } from '../caller.ts'
import type { Pages } from './sender.ts'
import { sessionCookie } from './session-cookie.ts'

/**
 * A new session for whoever proved a code by `/api/otp/verify`. A browser gets a cookie, which no script
 * can read; a client that keeps its token itself, and a server with an API key, get it to read.
 */
export const giveSession = (
  opened: OpenedSession,
  { isCaller, signedIn }: Caller,
  { site }: Pages,
): Answer => {
  const isBrowser = signedIn === undefined ? !isCaller : signedIn.by === 'cookie'
  return isBrowser
    ? answer({ status: 'verified' }, { headers: { 'set-cookie': sessionCookie(opened, site) } })
    : answer({ status: 'verified', session_token: opened.token.reveal() })
}
