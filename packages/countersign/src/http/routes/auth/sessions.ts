import type { SessionRow } from '../../../ports/session.ts'
import { type Answer, answer, problem } from '../../answer.ts'
import { doneAnswer, sessionPath, sessionsAnswer } from '../../contract/auth.ts'
import type { HttpParts } from '../../parts.ts'
import type { Route } from '../../route.ts'
import type { Pages } from '../../session/sender.ts'
import { noSessionCookie } from '../../session/session-cookie.ts'
import { createSessionRoute } from '../../session/session-route.ts'

/** What a session may be called. */
const isRef = (text: string) => /^[1-9][0-9]{0,15}$/.test(text)

/** Routes by which people look after their sessions. */
export const sessionRoutes = ({ engine, readSession, pages }: HttpParts): readonly Route[] => {
  const route = createSessionRoute(readSession)
  const { sessions } = engine
  return [
    route(
      {
        method: 'post',
        path: '/api/auth/logout',
        summary: 'Sign out',
        description: 'Ends the session that asks. From the answer on it is over on every instance.',
        success: { schema: doneAnswer, description: 'The session is over.' },
      },
      async ({ signedIn: { user, row } }) => {
        await sessions.end({ user, ref: row.ref })
        return signedOut('You are signed out', pages)
      },
    ),
    route(
      {
        method: 'get',
        path: '/api/auth/sessions',
        summary: 'List the sessions of the user',
        success: { schema: sessionsAnswer, description: 'The one used last first.' },
      },
      async ({ signedIn: { user, row } }) => {
        const rows = await sessions.list(user.id)
        return answer({ success: true, sessions: rows.map((each) => shown(each, row)) })
      },
    ),
    route(
      {
        method: 'delete',
        path: '/api/auth/sessions/{id}',
        pathParameters: sessionPath,
        summary: 'End one session of the user',
        success: { schema: doneAnswer, description: 'The session is over.' },
        problems: ['not_found'],
      },
      async ({ parameters, signedIn: { user, row } }) => {
        const ref = parameters['id'] ?? ''
        const ended = isRef(ref) ? await sessions.end({ user, ref }) : 0
        if (ended === 0) return problem('not_found', { detail: 'There is no such session.' })
        return ref === row.ref
          ? signedOut('You are signed out', pages)
          : answer({ success: true, message: 'The session is over' })
      },
    ),
    route(
      {
        method: 'delete',
        path: '/api/auth/sessions',
        summary: 'End all sessions of the user',
        description: 'The one that asks as well.',
        success: { schema: doneAnswer, description: 'All sessions are over.' },
      },
      async ({ signedIn: { user } }) => {
        await sessions.end({ user })
        return signedOut('You are signed out everywhere', pages)
      },
    ),
  ]
}

const signedOut = (message: string, { site }: Pages): Answer =>
  answer({ success: true, message }, { headers: { 'set-cookie': noSessionCookie(site) } })

const shown = ({ ref, label, createdAtMs, seenAtMs }: SessionRow, current: SessionRow) => ({
  id: ref,
  label,
  createdAt: new Date(createdAtMs).toISOString(),
  lastSeenAt: new Date(seenAtMs).toISOString(),
  isCurrent: ref === current.ref,
})
