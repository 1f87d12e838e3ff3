import type { Admin, AdminRole } from '../../ports/admin.ts'
import type { Answer } from '../answer.ts'
import type { z } from '../contract/zod.ts'
import { bodyRoute, type Call, type Route, readQuery } from '../route.ts'
import type { ReadAdmin } from './read-admin.ts'

type Shared = Omit<Route, 'handle' | 'body' | 'path' | 'problems' | 'role'> & {
  /** Behind `/api/admin`. */
  readonly path: string
  readonly role: AdminRole
  readonly problems?: Route['problems']
}

interface AdminCall<Body = undefined, Query = undefined> extends Call<Body> {
  readonly admin: Admin
  readonly query: Query
}

/** Every admin route can end in one of these. */
const usualProblems = ['admin_required', 'role_required', 'unavailable'] as const

/** Makes routes that only administrators reach. Nothing of a request is looked at before that is known. */
export const createAdminRoute = (readAdmin: ReadAdmin) => {
  const complete = <Schema extends z.ZodType = z.ZodUndefined>(
    route: Shared & { readonly query?: Schema },
    handle: (call: AdminCall<undefined, z.output<Schema>>) => Promise<Answer> | Answer,
  ): Route => ({
    ...route,
    path: `/api/admin${route.path}`,
    problems: [...(route.problems ?? []), ...usualProblems],
    handle: async (call) => {
      const admin = await readAdmin(call.request, route.role)
      const query = readQuery(route.query, call.request)
      return 'status' in query ? query : handle({ ...call, body: undefined, admin, ...query })
    },
  })

  return {
    plain: complete,
    /** With a JSON body. */
    withBody: <Schema extends z.ZodType>(
      route: Shared & { readonly body: Schema },
      handle: (call: AdminCall<z.output<Schema>>) => Promise<Answer> | Answer,
    ): Route => {
      const { body, ...rest } = route
      const reading = (admin: Admin) =>
        bodyRoute({
          ...{ ...rest, body, problems: [] },
          handle: (call) => handle({ ...call, admin, query: undefined }),
        })
      const checked = complete(
        { ...rest, problems: ['invalid_request', ...(rest.problems ?? [])] },
        ({ admin, ...call }) => reading(admin).handle(call),
      )
      return { ...checked, body }
    },
  }
}

/** See {@link createAdminRoute}. */
export type AdminRoute = ReturnType<typeof createAdminRoute>
