import type { Sessions } from '../../../engine/session/sessions.ts'
import { type Answer, type AnswerHeaders, answer, problem } from '../../answer.ts'
import { meAnswer, meBody } from '../../contract/auth.ts'
import type { HttpParts } from '../../parts.ts'
import type { Route } from '../../route.ts'
import type { SignedIn } from '../../session/read-session.ts'
import type { Pages } from '../../session/sender.ts'
import { sessionCookie } from '../../session/session-cookie.ts'
import { createSessionRoute } from '../../session/session-route.ts'
import { shownUser } from '../../session/shown-user.ts'
import { remainingSeconds } from './remaining.ts'

/** How old a cookie's token may become before it is replaced in passing. */
const rotateAfterMs = 86_400_000

/** `GET` and `PATCH /api/auth/me`. */
export const meRoutes = ({ engine, readSession, pages }: HttpParts): readonly Route[] => {
  const route = createSessionRoute(readSession)
  return [
    route(
      {
        method: 'get',
        path: '/api/auth/me',
        summary: 'Who is signed in',
        description:
          'A cookie that is older than a day is replaced by the answer; the old one stays good until the new one was used.',
        success: { schema: meAnswer, description: 'The user of the session.' },
      },
      async ({ signedIn }) =>
        answer(
          { success: true, user: shownUser(signedIn.user) },
          { headers: await renewal(engine.sessions, signedIn, pages) },
        ),
    ),
    route(
      {
        method: 'patch',
        path: '/api/auth/me',
        summary: 'Choose a name',
        body: meBody,
        success: { schema: meAnswer, description: 'The user, who is no guest any more.' },
        problems: ['username_taken'],
      },
      async ({ body, signedIn: { user } }): Promise<Answer> => {
        const changed = await engine.sessions.choose({ user, username: body.username })
        if (changed === undefined) return problem('sign_in_required')
        return changed === 'taken'
          ? problem('username_taken')
          : answer({ success: true, user: shownUser(changed) })
      },
    ),
  ]
}

const noHeaders: AnswerHeaders = {}

/** A new cookie for one that is old. Clients that keep their token themselves ask for another. */
const renewal = async (
  sessions: Sessions,
  { by, token, tokenGivenAtMs, row }: SignedIn,
  { site }: Pages,
): Promise<AnswerHeaders> => {
  if (by === 'bearer' || row.seenAtMs - tokenGivenAtMs < rotateAfterMs) return noHeaders
  const rotated = await sessions.rotate(token)
  if (rotated.kind !== 'rotated') return noHeaders
  const given = { token: rotated.token, expiresInSeconds: remainingSeconds(row) }
  return { 'set-cookie': sessionCookie(given, site) }
}
