import type { AdminRole } from '../ports/admin.ts'
import type { CountersignError, ErrorCode } from '../ports/error.ts'
import { type Answer, problem } from './answer.ts'
import { readJson } from './body.ts'
import type { z } from './contract/zod.ts'
import type { ApiRequest } from './request.ts'

/** What a handler is given. */
export interface Call<Body = undefined> {
  readonly request: ApiRequest
  /** What stands in the path where the route has `{name}`, decoded. */
  readonly parameters: Readonly<Record<string, string>>
  readonly body: Body
  /** Address of the socket's other end. */
  readonly peer: string | undefined
}

/** One row of the table that router, OpenAPI document and reference are made from. */
export interface Route {
  readonly method: 'get' | 'post' | 'patch' | 'delete'
  /** `{name}` in it stands for one segment. */
  readonly path: string
  readonly pathParameters?: z.ZodObject
  readonly summary: string
  readonly description?: string
  /** Whether an API key (`Authorization: Bearer ck_…`) is read. */
  readonly takesApiKey?: boolean
  /** Whether an `Idempotency-Key` header is read. */
  readonly takesIdempotencyKey?: boolean
  /** Which administrators it is for. Everybody's if left out. */
  readonly role?: AdminRole
  /** Whether outcomes of sends that were answered here must be written down first: it is about them. */
  readonly isAfterOutcomes?: boolean
  /** Whether a session is read, as a cookie or as `Authorization: Bearer cs_…`. */
  readonly session?: 'optional' | 'required'
  /** `sign_in`: errors are `{success, message}`, as callers of the sign-in API read them. */
  readonly failures?: 'sign_in'
  /** For which purposes nobody passes here without a code. Left out where no code is asked for. */
  readonly codeFor?: 'every purpose' | readonly string[]
  /** What may stand in the query. */
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /**
   * The good answer: 200, or 204 if it has no schema. A route without one is a page or a document and
   * not part of the reference.
   */
  readonly success?: { readonly schema?: z.ZodType; readonly description: string }
  readonly problems: readonly ErrorCode[]
  readonly handle: (call: Omit<Call, 'body'>) => Promise<Answer> | Answer
}

type BodyRoute<Schema extends z.ZodType> = Omit<Route, 'handle' | 'body'> & {
  readonly body: Schema
  readonly handle: (call: Call<z.output<Schema>>) => Promise<Answer> | Answer
}

/** A route whose JSON body is read and checked before its handler runs. */
export const bodyRoute = <Schema extends z.ZodType>(route: BodyRoute<Schema>): Route => ({
  ...route,
  handle: async (call) => {
    const read = checkBody(route.body, await readJson(call.request))
    if ('status' in read) return read
    const { request, parameters, peer } = call
    return route.handle({ request, parameters, peer, body: read.body })
  },
})

/** What may be wrong with a body. */
export const bodyProblems = [
  'invalid_request',
  'payload_too_large',
  'unsupported_media_type',
] as const satisfies readonly ErrorCode[]

/** The body as its schema reads it, or the answer to one that it does not take. */
export const readBody = async <Schema extends z.ZodType>(
  schema: Schema | undefined,
  request: ApiRequest,
): Promise<{ readonly body: z.output<Schema> } | Answer> =>
  schema === undefined
    ? { body: undefined as z.output<Schema> }
    : checkBody(schema, await readJson(request))

const checkBody = <Schema extends z.ZodType>(
  schema: Schema,
  json: unknown,
): { readonly body: z.output<Schema> } | Answer => {
  const parsed = schema.safeParse(json)
  return parsed.success ? { body: parsed.data } : invalidFields(parsed.error)
}

/** The query as its schema reads it, or the answer to one that it does not take. */
export const readQuery = <Schema extends z.ZodObject>(
  schema: Schema | undefined,
  { url }: ApiRequest,
): { readonly query: z.output<Schema> } | Answer => {
  if (schema === undefined) return { query: {} as z.output<Schema> }
  const parsed = schema.safeParse(Object.fromEntries(new URL(url).searchParams))
  return parsed.success ? { query: parsed.data } : invalidFields(parsed.error)
}

/** Names the fields and what is wrong with them; repeats nothing of what was sent. */
const invalidFields = (error: z.ZodError): Answer => {
  const errors = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  const detail = errors
    .map(({ path, message }) => (path ? `${path}: ${message}` : message))
    .join('; ')
  return problem('invalid_request', { detail, errors })
}

/** The answer to an error of ours. */
export const problemOf = (error: CountersignError): Answer => {
  switch (error.code) {
    case 'unavailable':
      return problem('unavailable', { headers: { 'retry-after': '5' } })
    case 'invalid_request':
      return problem('invalid_request', { detail: sentence(error.message), ...fieldOf(error) })
    default:
      return problem(error.code)
  }
}

const sentence = (message: string) => message.charAt(0).toUpperCase() + message.slice(1)

const fieldOf = ({ cause, message }: CountersignError) =>
  typeof cause === 'object' && cause !== null && 'path' in cause
    ? { errors: [{ path: String(cause.path), message }] }
    : {}
