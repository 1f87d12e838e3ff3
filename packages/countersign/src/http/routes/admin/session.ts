import { createSecret } from '../../../ports/secret.ts'
import type { AdminRoute } from '../../admin/admin-route.ts'
import {
  adminCookie,
  adminCookieIn,
  adminSessionSeconds,
  noAdminCookie,
} from '../../admin/cookie.ts'
import { adminSecretHash, adminSecretHashes } from '../../admin/read-admin.ts'
import { answer, problem } from '../../answer.ts'
import { adminAnswer, signedOutAnswer, signInBody } from '../../contract/admin/session.ts'
import type { AdminParts } from '../../parts.ts'
import { bodyRoute, type Route } from '../../route.ts'

/** Signing in is for people with a token or link, so it is the one admin route that needs nobody. */
const signInRoute = ({ store, keyRing, auditor, random, isHttps, throttle }: AdminParts): Route =>
  bodyRoute({
    method: 'post',
    path: '/api/admin/session',
    summary: 'Sign in to the console',
    description:
      'Exchanges a token, or the token of a sign-in link, which is spent by that, for a cookie.',
    body: signInBody,
    success: { schema: adminAnswer, description: 'Signed in; the cookie is set.' },
    problems: ['invalid_request', 'admin_required', 'rate_limited', 'unavailable'],
    handle: async ({ body: { token, link }, peer }) => {
      const waitSeconds = throttle.waitSeconds(peer)
      if (waitSeconds > 0)
        return problem('rate_limited', { headers: { 'retry-after': String(waitSeconds) } })
      const secret = createSecret(`cs_${Buffer.from(random(32)).toString('base64url')}`)
      const hash = adminSecretHash(keyRing, 'session', secret)
      const session = { hash, forMs: adminSessionSeconds * 1000 }
      const by = link === undefined ? 'token' : 'link'
      const hashes = adminSecretHashes(keyRing, by, createSecret(link ?? token ?? ''))
      const audit = auditor({ type: 'admin.signed_in', facts: { by } })
      const verb = by === 'link' ? store.admins.useLink : store.admins.signIn
      const admin = await verb({ hashes, session, audit })
      if (admin === undefined) {
        throttle.failed(peer)
        return problem('admin_required')
      }
      return answer(admin, { headers: { 'set-cookie': adminCookie(secret, isHttps) } })
    },
  })

/** `/api/admin/session`. */
export const sessionRoutes = ({ plain }: AdminRoute, parts: AdminParts): readonly Route[] => [
  signInRoute(parts),
  plain(
    {
      method: 'get',
      path: '/session',
      role: 'viewer',
      summary: 'Who is signed in',
      success: { schema: adminAnswer, description: 'You.' },
    },
    ({ admin }) => answer(admin),
  ),
  plain(
    {
      method: 'delete',
      path: '/session',
      role: 'viewer',
      summary: 'Sign out of the console',
      success: { schema: signedOutAnswer, description: 'The session is over.' },
    },
    async ({ request }) => {
      const session = adminCookieIn(request)
      const { store, keyRing, isHttps } = parts
      if (session !== undefined)
        await store.admins.endSession(adminSecretHashes(keyRing, 'session', session))
      return answer({ status: 'signed_out' }, { headers: { 'set-cookie': noAdminCookie(isHttps) } })
    },
  ),
]
