import type { ErrorCode } from '../../ports/error.ts'
import { type Answer, problem } from '../answer.ts'
import type { z } from '../contract/zod.ts'
import { bodyProblems, type Call, type Route, readBody } from '../route.ts'
import type { ReadSession, SignedIn } from './read-session.ts'

type Described<Body extends z.ZodType> = Omit<
  Route,
  'handle' | 'body' | 'problems' | 'session' | 'failures'
> & {
  readonly body?: Body
  readonly problems?: readonly ErrorCode[]
}

interface SessionCall<Body> extends Call<Body> {
  readonly signedIn: SignedIn
}

/** Makes a route of the sign-in API that only somebody who is signed in reaches. */
export type SessionRoute = <Body extends z.ZodType = z.ZodUndefined>(
  described: Described<Body>,
  handle: (call: SessionCall<z.output<Body>>) => Promise<Answer> | Answer,
) => Route

/** Who asks is found out first: nothing else of a request is looked at before that is known. */
export const createSessionRoute =
  (readSession: ReadSession): SessionRoute =>
  (described, handle) => {
    const { body: bodySchema, problems = [], ...rest } = described
    return {
      ...rest,
      ...(bodySchema && { body: bodySchema }),
      session: 'required',
      failures: 'sign_in',
      problems: [
        ...(bodySchema === undefined ? [] : bodyProblems),
        'sign_in_required',
        ...(rest.method === 'get' ? [] : (['cross_site'] as const)),
        ...problems,
        'unavailable',
      ],
      handle: async (call) => {
        const signedIn = await readSession(call.request)
        if (signedIn.kind === 'cross_site') return problem('cross_site')
        if (signedIn.kind === 'signed_out') return problem('sign_in_required')
        const body = await readBody(bodySchema, call.request)
        return 'status' in body ? body : handle({ ...call, signedIn, ...body })
      },
    }
  }
