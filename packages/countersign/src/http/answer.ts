import { type ErrorCode, errorCodes } from '../ports/error.ts'
import { baseHeaders, jsonHeaders } from './headers.ts'

/** Header fields, their names in lower case. */
export type AnswerHeaders = Readonly<Record<string, string>>

/** What a route answers, for any server to write. */
export interface Answer {
  readonly status: number
  readonly headers: AnswerHeaders
  readonly body: string | null
}

const noHeaders: AnswerHeaders = {}

/** A JSON answer. */
export const answer = (body: unknown, { status = 200, headers = noHeaders } = {}): Answer => ({
  status,
  headers: { ...jsonHeaders, ...headers },
  body: JSON.stringify(body),
})

/** What a problem answer may say beyond its code. */
export interface ProblemDetails {
  /** A sentence the person can act on. The title of the code if left out. */
  readonly detail?: string
  /** What is wrong with which field. Never holds a value. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
  readonly headers?: AnswerHeaders
}

const problemHeaders = { ...baseHeaders, 'content-type': 'application/problem+json; charset=utf-8' }

/** A problem answer (RFC 9457). Status and title come from the table of codes. */
export const problem = (
  code: ErrorCode,
  { detail, errors, headers = noHeaders }: ProblemDetails = {},
): Answer => {
  const { status, title } = errorCodes[code]
  const type = `/docs#${code}`
  const body = { type, title, status, detail: detail ?? title, code, ...(errors && { errors }) }
  return { status, headers: { ...problemHeaders, ...headers }, body: JSON.stringify(body) }
}

/** An answer as a `Response` of the Fetch standard. One to HEAD has no body. */
export const toResponse = ({ status, headers, body }: Answer, method: string): Response =>
  new Response(method === 'HEAD' ? null : body, { status, headers })
