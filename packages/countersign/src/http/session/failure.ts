import { type Answer, answer } from '../answer.ts'

/** Paths of the sign-in API, whose callers read every error in one shape of their own. */
const prefix = '/api/auth/'

/** How the sign-in API says things that the rest of the API says in another way. */
const messages: Readonly<Record<string, string>> = {
  sign_in_required: 'Authentication required',
}

/**
 * An answer as the callers of its path read it: those of the sign-in API get `{success, message}` for
 * whatever goes wrong, and everybody else the problem as it is.
 */
export const inShapeOf = (path: string, answered: Answer): Answer => {
  if (!path.startsWith(prefix)) return answered
  const { status, headers, body } = answered
  const isProblem = headers['content-type']?.startsWith('application/problem+json') === true
  if (!isProblem || body === null) return answered
  const { code, title, detail } = JSON.parse(body) as Record<'code' | 'title' | 'detail', string>
  const wait = code === 'rate_limited' ? `${title}. ${detail}` : detail
  const { 'content-type': _problem, ...others } = headers
  return answer({ success: false, message: messages[code] ?? wait }, { status, headers: others })
}
