import type { OpenedSession } from '../../engine/grant/granting.ts'
import type { AnswerHeaders } from '../answer.ts'
import type { Caller } from '../caller.ts'
import type { Pages } from './sender.ts'
import { sessionCookie } from './session-cookie.ts'

/** Whether a session that this caller begins goes into a cookie, and not into its own hands. */
export const isGivenCookie = ({ apiKey, signedIn }: Caller): boolean =>
  signedIn === undefined ? apiKey === undefined : signedIn.by === 'cookie'

/**
 * A new session for whoever proved a code or opened a link. A browser gets a cookie, which no script can
 * read; a client that keeps its token itself, and a server with an API key, get it to read.
 */
export const givenSession = (
  opened: OpenedSession,
  caller: Caller,
  { site }: Pages,
): { readonly fields: object; readonly headers?: AnswerHeaders } =>
  isGivenCookie(caller)
    ? { fields: {}, headers: { 'set-cookie': sessionCookie(opened, site) } }
    : { fields: { session_token: opened.token.reveal() } }
