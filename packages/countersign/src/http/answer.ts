import { type ErrorCode, errorCodes } from '../ports/error.ts'
import { baseHeaders, jsonHeaders } from './headers.ts'

/** Header fields to add to an answer. */
export type ExtraHeaders = Readonly<Record<string, string>>

/** A JSON answer. */
export const answer = (
  body: unknown,
  { status = 200, headers = {} as ExtraHeaders } = {},
): Response =>
  new Response(JSON.stringify(body), { status, headers: { ...jsonHeaders, ...headers } })

/** The answer that says no more than that all is well. */
export const noContent = (): Response => new Response(null, { status: 204, headers: baseHeaders })

/** What a problem answer may say beyond its code. */
export interface ProblemDetails {
  /** A sentence the person can act on. The title of the code if left out. */
  readonly detail?: string
  /** What is wrong with which field. Never holds a value. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
  readonly headers?: ExtraHeaders
}

const problemHeaders = { ...baseHeaders, 'content-type': 'application/problem+json; charset=utf-8' }

/** A problem answer (RFC 9457). Status and title come from the table of codes. */
export const problem = (
  code: ErrorCode,
  { detail, errors, headers = {} }: ProblemDetails = {},
): Response => {
  const { status, title } = errorCodes[code]
  const type = `/docs#${code}`
  const body = { type, title, status, detail: detail ?? title, code, ...(errors && { errors }) }
  return new Response(JSON.stringify(body), { status, headers: { ...problemHeaders, ...headers } })
}
