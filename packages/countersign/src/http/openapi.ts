import { OpenAPIHono } from '@hono/zod-openapi'
import packageJson from '../../package.json' with { type: 'json' }
import { errorCodes } from '../ports/error.ts'
import { adminCookieName } from './admin/cookie.ts'
import { failureAnswer } from './contract/auth.ts'
import { problemAnswer } from './contract/problem.ts'
import { z } from './contract/zod.ts'
import type { Route } from './route.ts'
import { sessionCookieName } from './session/session-cookie.ts'

/** An OpenAPI 3.1 document. */
export type OpenApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>

/** Describes the routes. Status codes that several problems share are listed together. */
export const describeRoutes = (routes: readonly Route[]): OpenApiDocument => {
  const { openAPIRegistry, getOpenAPI31Document } = new OpenAPIHono()
  openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, `ck_…`, made with `countersign api-key create NAME`.',
  })
  if (routes.some(({ role }) => role !== undefined))
    for (const [name, scheme] of Object.entries(adminSchemes))
      openAPIRegistry.registerComponent('securitySchemes', name, scheme)
  for (const [name, scheme] of Object.entries(sessionSchemes))
    openAPIRegistry.registerComponent('securitySchemes', name, scheme)
  for (const route of routes) {
    const { method, path, summary, description, success, role } = route
    if (success === undefined) continue
    openAPIRegistry.registerPath({
      method,
      path,
      summary,
      ...(description && { description }),
      ...securityOf(route),
      ...(role && { 'x-role': role, security: [{ adminToken: [] }, { adminSession: [] }] }),
      request: requestOf(route),
      responses: { ...goodResponse(success), ...problemResponses(route) },
    })
  }
  return getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Countersign',
      version: packageJson.version,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
  })
}

const sessionSchemes = {
  sessionCookie: {
    type: 'apiKey',
    in: 'cookie',
    name: sessionCookieName({ isHttps: true }),
    description:
      'A session that a code began. What changes something must then come from a page of the same origin or of `origins`.',
  },
  sessionToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'The token of such a session, `cs_…`, for clients without cookies.',
  },
} as const

/** Any one of these will do; an empty one says that none will too. */
const securityOf = ({ takesApiKey, session }: Route) => {
  const isOptional = takesApiKey === true || session === 'optional'
  const security: Record<string, string[]>[] = [
    ...(isOptional ? [{}] : []),
    ...(takesApiKey ? [{ apiKey: [] }] : []),
    ...(session ? [{ sessionCookie: [] }, { sessionToken: [] }] : []),
  ]
  return security.length === 0 ? {} : { security }
}

const adminSchemes = {
  adminToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'An administrator’s token, `ca_…`, made with `countersign admin create NAME`.',
  },
  adminSession: {
    type: 'apiKey',
    in: 'cookie',
    name: adminCookieName({ isHttps: true }),
    description:
      'A session of the console. What changes something must then come from a page of the same origin, within 15 minutes of signing in.',
  },
} as const

const requestOf = ({ body, pathParameters, query, takesIdempotencyKey }: Route) => ({
  ...(pathParameters && { params: pathParameters }),
  ...(query && { query }),
  ...(takesIdempotencyKey && { headers: idempotencyHeader }),
  ...(body && {
    body: { required: true, content: { 'application/json': { schema: body } } },
  }),
})

const goodResponse = ({ schema, description }: NonNullable<Route['success']>) =>
  schema === undefined
    ? { 204: { description } }
    : { 200: { description, content: { 'application/json': { schema } } } }

const idempotencyHeader = z.object({
  'Idempotency-Key': z.string().max(255).optional().openapi({
    description:
      'Makes the request safe to repeat for a day: the same key with the same body has one effect and one answer; with another body it is refused.',
    example: '3f0c6a52-6f0e-4c0b-9a55-2f4f6b1d9c11',
  }),
})

const problemContent = { 'application/problem+json': { schema: problemAnswer } }
const failureContent = { 'application/json': { schema: failureAnswer } }

const problemResponses = ({ problems, failures }: Route) => {
  const byStatus = Map.groupBy(problems, (code) => errorCodes[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${errorCodes[code].title}`).join(' · '),
        content: failures === undefined ? problemContent : failureContent,
      },
    ]),
  )
}
