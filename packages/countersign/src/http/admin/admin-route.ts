import type { Admin, AdminRole } from '../../ports/admin.ts'
import type { ErrorCode } from '../../ports/error.ts'
import type { Answer } from '../answer.ts'
import type { z } from '../contract/zod.ts'
import { bodyProblems, type Call, type Route, readBody, readQuery } from '../route.ts'
import type { ReadAdmin } from './read-admin.ts'

type Described<Body extends z.ZodType, Query extends z.ZodObject> = Omit<
  Route,
  'handle' | 'body' | 'query' | 'problems' | 'role'
> & {
  /** Behind `/api/admin`. */
  readonly path: string
  readonly role: AdminRole
  readonly body?: Body
  readonly query?: Query
  readonly problems?: readonly ErrorCode[]
}

interface AdminCall<Body, Query> extends Call<Body> {
  readonly admin: Admin
  readonly query: Query
}

/** Makes a route that only administrators reach. */
export type AdminRoute = <
  Body extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
>(
  described: Described<Body, Query>,
  handle: (call: AdminCall<z.output<Body>, z.output<Query>>) => Promise<Answer> | Answer,
) => Route

/** Who asks is found out first: nothing else of a request is looked at before that is known. */
export const createAdminRoute =
  (readAdmin: ReadAdmin): AdminRoute =>
  (described, handle) => {
    const { path, body: bodySchema, query: querySchema, ...rest } = described
    return {
      ...rest,
      isAfterOutcomes: true,
      path: `/api/admin${path}`,
      ...(bodySchema && { body: bodySchema }),
      ...(querySchema && { query: querySchema }),
      problems: problemsOf(described),
      handle: async (call) => {
        const admin = await readAdmin(call, described.role)
        if ('status' in admin) return admin
        const query = readQuery(querySchema, call.request)
        if ('status' in query) return query
        const body = await readBody(bodySchema, call.request)
        return 'status' in body ? body : handle({ ...call, admin, ...query, ...body })
      },
    }
  }

const problemsOf = ({
  role,
  body,
  query,
  problems = [],
}: Described<z.ZodType, z.ZodObject>): readonly ErrorCode[] => [
  ...new Set<ErrorCode>([
    ...(body === undefined ? [] : bodyProblems),
    ...(query === undefined ? [] : (['invalid_request'] as const)),
    'admin_required',
    ...(role === 'viewer' ? [] : (['cross_site', 'role_required', 'sign_in_again'] as const)),
    ...problems,
    'rate_limited',
    'unavailable',
  ]),
]
