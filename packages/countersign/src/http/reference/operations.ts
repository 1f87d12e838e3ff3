import { type AdminRole, adminRoles } from '../../ports/admin.ts'
import { type ErrorCode, errorCodes } from '../../ports/error.ts'
import type { OpenApiDocument } from '../openapi.ts'
import type { Schema } from './schema.ts'

type Paths = NonNullable<OpenApiDocument['paths']>
type Described = NonNullable<Paths[string]['post']> & { readonly 'x-role'?: unknown }
type Content = Readonly<Record<string, { readonly schema?: Schema }>>

interface DescribedResponse {
  readonly description: string
  readonly content?: Content
}

/** A value beside the body. */
export interface Parameter {
  readonly name: string
  readonly description: string
}

/** One operation of the document, as the reference tells it. */
export interface Operation {
  /** `POST /api/otp/send`. */
  readonly name: string
  /** Anchor of its section. */
  readonly anchor: string
  readonly summary: string
  readonly description: string | undefined
  readonly apiKey: 'none' | 'optional' | 'required'
  readonly session: 'none' | 'optional' | 'required'
  /** Which administrators it is for, if it is for them alone. */
  readonly role: AdminRole | undefined
  readonly request: Schema | undefined
  /** Headers that are read, with what they do. */
  readonly headers: readonly Parameter[]
  /** What stands in the path for each name in braces. */
  readonly pathParameters: readonly Parameter[]
  /** What may stand in the query. */
  readonly query: readonly Parameter[]
  readonly success: {
    readonly status: 200 | 204
    readonly description: string
    readonly schema: Schema | undefined
  }
  readonly problems: readonly ErrorCode[]
}

const methods = ['get', 'post', 'patch', 'delete'] as const

/** Reads the operations of a document, in its order. */
export const operationsOf = ({ paths = {} }: OpenApiDocument): readonly Operation[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const described = item[method]
      return described ? [readOperation(`${method.toUpperCase()} ${path}`, described)] : []
    }),
  )

const readOperation = (name: string, described: Described): Operation => {
  const { description, security, requestBody, responses = {} } = described
  const status = responses['200'] === undefined ? 204 : 200
  const success: DescribedResponse = responses[status]
  return {
    name,
    anchor:
      name
        .toLowerCase()
        .match(/[a-z0-9]+/g)
        ?.join('-') ?? '',
    summary: described.summary ?? name,
    description,
    apiKey: demandOf('apiKey', security),
    session: demandOf('sessionCookie', security),
    role: adminRoles.find((role) => role === described['x-role']),
    headers: parametersIn('header', described.parameters),
    pathParameters: parametersIn('path', described.parameters),
    query: parametersIn('query', described.parameters),
    request: requestBody && 'content' in requestBody ? schemaOf(requestBody.content) : undefined,
    success: { status, description: success.description, schema: schemaOf(success.content) },
    problems: Object.values<DescribedResponse>(responses).flatMap(codesOf),
  }
}

const parametersIn = (
  place: 'header' | 'path' | 'query',
  parameters: Described['parameters'],
): readonly Parameter[] =>
  (parameters ?? []).flatMap((parameter) =>
    'in' in parameter && parameter.in === place
      ? [{ name: parameter.name, description: descriptionOf(parameter.schema) }]
      : [],
  )

const descriptionOf = (schema: Schema | undefined): string =>
  schema !== undefined && 'description' in schema ? (schema.description ?? '') : ''

/** An empty requirement beside that of a scheme says that it may be left out. */
const demandOf = (scheme: string, security: Described['security']): Operation['apiKey'] => {
  if (!security?.some((requirement) => scheme in requirement)) return 'none'
  return security.some((requirement) => Object.keys(requirement).length === 0)
    ? 'optional'
    : 'required'
}

const schemaOf = (content: Content | undefined): Schema | undefined =>
  content?.['application/json']?.schema

/** A problem answer names its codes in its description. */
const codesOf = ({ description }: DescribedResponse): readonly ErrorCode[] =>
  (Object.keys(errorCodes) as ErrorCode[]).filter((code) => description.includes(`\`${code}\``))
