import { type Answer, answer, problem } from '../../answer.ts'
import { rotatedAnswer } from '../../contract/auth.ts'
import type { HttpParts } from '../../parts.ts'
import type { Route } from '../../route.ts'
import type { SignedIn } from '../../session/read-session.ts'
import type { Pages } from '../../session/sender.ts'
import { sessionCookie } from '../../session/session-cookie.ts'
import { createSessionRoute } from '../../session/session-route.ts'
import { remainingSeconds } from './remaining.ts'

/** `POST /api/auth/rotate`. */
export const rotateRoute = ({ engine, readSession, pages }: HttpParts): Route =>
  createSessionRoute(readSession)(
    {
      method: 'post',
      path: '/api/auth/rotate',
      summary: 'Get a new session token',
      description:
        'The old token stays good until the new one was used, so nobody is signed out by an answer that is lost. Used a minute later than that, it ends the session: somebody else must have it.',
      success: { schema: rotatedAnswer, description: 'The new token, or the cookie with it.' },
      problems: ['rotated_already'],
    },
    async ({ signedIn }) => {
      const rotated = await engine.sessions.rotate(signedIn.token)
      return rotated.kind === 'rotated'
        ? giveToken(rotated.token, signedIn, pages)
        : keepToken(signedIn)
    },
  )

const giveToken = (token: SignedIn['token'], { by, row }: SignedIn, { site }: Pages): Answer => {
  const message = 'Here is a new token'
  if (by === 'bearer') return answer({ success: true, message, token: token.reveal() })
  const given = { token, expiresInSeconds: remainingSeconds(row) }
  return answer(
    { success: true, message },
    { headers: { 'set-cookie': sessionCookie(given, site) } },
  )
}

/** Two tabs of a browser share the cookie that one of them was given. */
const keepToken = ({ by }: SignedIn): Answer =>
  by === 'cookie'
    ? answer({ success: true, message: 'A new token was given a moment ago' })
    : problem('rotated_already')
