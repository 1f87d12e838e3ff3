import type { ServerResponse } from 'node:http'
import type { Answer } from '../../http/answer.ts'

/**
 * Writes an answer field by field, so that others who wait for the head of it, such as a session, can
 * still add theirs. Cookies of the host stay.
 */
export const writeAnswer = (
  response: ServerResponse,
  { status, headers, body }: Answer,
  method: string | undefined,
): void => {
  if (response.headersSent) return
  response.statusCode = status
  for (const [name, value] of Object.entries(headers))
    if (name === 'set-cookie') response.appendHeader(name, value)
    else response.setHeader(name, value)
  response.setHeader('content-length', Buffer.byteLength(body ?? ''))
  response.end(method === 'HEAD' ? null : body)
}
