import type { CallerSession } from '../../engine/grant/granting.ts'
import { contactsOf, type SessionUser } from '../../engine/session/session-user.ts'
import type { Sessions } from '../../engine/session/sessions.ts'
import { createSecret, type Secret } from '../../ports/secret.ts'
import type { SessionRow } from '../../ports/session.ts'
import type { ApiRequest } from '../request.ts'
import { isCrossSite, type Pages } from './sender.ts'
import { sessionCookieIn } from './session-cookie.ts'

export type { SessionUser } from '../../engine/session/session-user.ts'

/** Who asks with a session of ours. */
export interface SignedIn {
  readonly session: CallerSession
  readonly user: SessionUser
  /** How the token came. Who brings a cookie is given cookies, and no token to read. */
  readonly by: 'cookie' | 'bearer'
  readonly row: SessionRow
  readonly token: Secret
  readonly tokenGivenAtMs: number
}

/**
 * Finds out who is signed in. `cross_site`: a page that is neither ours nor of `origins` had a browser
 * send its cookie along with something that may change something.
 */
export type ReadSession = (
  request: Pick<ApiRequest, 'method' | 'url' | 'headers'>,
) => Promise<
  | ({ readonly kind: 'signed_in' } & SignedIn)
  | { readonly kind: 'signed_out' }
  | { readonly kind: 'cross_site' }
>

const bearer = /^Bearer +(cs_\S+)$/i

/** The session token that a client of ours sends by itself, if it does. */
export const bearerTokenIn = ({ headers }: Pick<ApiRequest, 'headers'>): Secret | undefined => {
  const token = bearer.exec(headers.get('authorization') ?? '')?.[1]
  return token === undefined ? undefined : createSecret(token)
}

/** Reads sessions. They are looked up every time, so one that ended is over at once, everywhere. */
export const createReadSession = ({
  sessions,
  pages,
}: {
  readonly sessions: Pick<Sessions, 'find'>
  readonly pages: Pages
}): ReadSession => {
  const lookUp = async (token: Secret, by: SignedIn['by']) => {
    const found = await sessions.find(token)
    if (found === undefined) return { kind: 'signed_out' } as const
    const { session: row, user, tokenGivenAtMs } = found
    const { ref, createdAtMs: beganAtMs } = row
    const session = { ref, userId: user.id, contacts: contactsOf(user), beganAtMs }
    return { kind: 'signed_in', session, user, by, row, token, tokenGivenAtMs } as const
  }
  return async (request) => {
    const stated = bearerTokenIn(request)
    if (stated !== undefined) return lookUp(stated, 'bearer')
    const token = sessionCookieIn(request, pages.site)
    if (token === undefined) return { kind: 'signed_out' }
    return isCrossSite(request, pages) ? { kind: 'cross_site' } : lookUp(token, 'cookie')
  }
}
