import type { Admin } from '../../../ports/admin.ts'
import { createSecret } from '../../../ports/secret.ts'
import type { AdminParts } from '../../admin/admin-parts.ts'
import type { AdminRoute } from '../../admin/admin-route.ts'
import { adminSecretHash, adminSecretHashes } from '../../admin/admin-secret.ts'
import { adminCookie, noAdminCookie } from '../../admin/cookie.ts'
import { sessionIn } from '../../admin/read-admin.ts'
import { createSessionSecret, sessionSeconds } from '../../admin/session-secret.ts'
import { answer, problem } from '../../answer.ts'
import { adminAnswer, signedOutAnswer, signInBody } from '../../contract/admin/session.ts'
import { senderOf } from '../../own-page.ts'
import { bodyProblems, bodyRoute, type Route } from '../../route.ts'
import { actorOf } from './actor.ts'

interface NewSession {
  readonly hash: Uint8Array
  readonly forMs: number
}

/** Whose token it is is found out before, for the event; the session begins only if it is still good. */
const signInByToken = async (
  { store, keyRing, auditor }: AdminParts,
  token: string,
  session: NewSession,
): Promise<Admin | undefined> => {
  const hashes = adminSecretHashes(keyRing, 'token', createSecret(token))
  const admin = await store.admins.find(hashes)
  if (admin === undefined) return undefined
  const audit = auditor({ type: 'admin.signed_in', actor: actorOf(admin), facts: { by: 'token' } })
  return store.admins.signIn({ hashes, session, audit })
}

/**
 * Whose link it is is known only when it is spent, so the event of that names nobody. A second one that
 * does is written before anybody is given the session.
 */
const signInByLink = async (
  { store, keyRing, auditor }: AdminParts,
  link: string,
  session: NewSession,
): Promise<Admin | undefined> => {
  const hashes = adminSecretHashes(keyRing, 'link', createSecret(link))
  const event = { type: 'admin.signed_in', facts: { by: 'link' } } as const
  const admin = await store.admins.useLink({ hashes, session, audit: auditor(event) })
  if (admin === undefined) return undefined
  const draft = auditor({ ...event, actor: actorOf(admin) })
  await store.audit.append({ draft, outcome: 'signed_in' })
  return admin
}

/** Signing in is for people with a token or link, so it is the one admin route that needs nobody. */
const signInRoute = (parts: AdminParts): Route =>
  bodyRoute({
    method: 'post',
    path: '/api/admin/session',
    summary: 'Sign in to the console',
    description:
      'Exchanges a token, or the token of a sign-in link, which is spent by that, for a cookie.',
    body: signInBody,
    success: { schema: adminAnswer, description: 'Signed in; the cookie is set.' },
    problems: [...bodyProblems, 'admin_required', 'cross_site', 'rate_limited', 'unavailable'],
    handle: async ({ body: { token, link }, request, peer }) => {
      const { random, clock, keyRing, site, throttle, addressOf } = parts
      if (senderOf(request, site) === 'foreign') return problem('cross_site')
      const secret = createSessionSecret(random, clock.now())
      const hash = adminSecretHash(keyRing, 'session', secret)
      const session = { hash, forMs: sessionSeconds * 1000 }
      const admin =
        link === undefined
          ? await signInByToken(parts, token ?? '', session)
          : await signInByLink(parts, link, session)
      if (admin === undefined) return throttle.refuse(addressOf({ request, peer }))
      return answer(admin, { headers: { 'set-cookie': adminCookie(secret, site) } })
    },
  })

/** `/api/admin/session`. */
export const sessionRoutes = (route: AdminRoute, parts: AdminParts): readonly Route[] => [
  signInRoute(parts),
  route(
    {
      method: 'get',
      path: '/session',
      role: 'viewer',
      summary: 'Who is signed in',
      success: { schema: adminAnswer, description: 'You.' },
    },
    ({ admin }) => answer(admin),
  ),
  route(
    {
      method: 'delete',
      path: '/session',
      role: 'viewer',
      summary: 'Sign out of the console',
      success: { schema: signedOutAnswer, description: 'The session is over, on every instance.' },
      problems: ['cross_site'],
    },
    async ({ request }) => {
      const hashes = sessionIn(parts, request)
      if (hashes !== undefined) await parts.store.admins.endSession(hashes)
      const headers = { 'set-cookie': noAdminCookie(parts.site) }
      return answer({ status: 'signed_out' }, { headers })
    },
  ),
]
