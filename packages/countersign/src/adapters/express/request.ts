import type { IncomingMessage, ServerResponse } from 'node:http'
import { fromNode } from '../../http/node/node-request.ts'
import type { ApiRequest } from '../../http/request.ts'

/** A request of Express, as far as it is looked at here. */
export interface ExpressRequest extends IncomingMessage {
  /** What a body parser made of the body. */
  readonly body?: unknown
  /** Bytes of the body, where a body parser was told to keep them. */
  readonly rawBody?: unknown
  /** The route that was found. */
  readonly route?: unknown
}

/** Calls the next handler, or the error handler. */
export type ExpressNext = (error?: unknown) => void

/** A handler for `app.use` and routes. */
export type ExpressMiddleware<Request extends IncomingMessage = IncomingMessage> = (
  request: Request,
  response: ServerResponse,
  next: ExpressNext,
) => void

/**
 * A request of Express as routes see it. A body that was parsed is written down again: for JSON that is
 * the same, for signed calls it is not.
 */
export const fromExpress = (request: ExpressRequest): ApiRequest => {
  const read = fromNode(request)
  return isRead(request) ? { ...read, readBody: async (most) => bytesAtMost(request, most) } : read
}

/** Whether somebody has read the body already. */
export const isRead = (request: IncomingMessage): boolean =>
  request.readableEnded || request.readableDidRead

const bytesAtMost = (request: ExpressRequest, most: number): Uint8Array | undefined => {
  const bytes = bytesOf(request)
  return bytes.byteLength > most ? undefined : bytes
}

const bytesOf = ({ rawBody, body }: ExpressRequest): Uint8Array => {
  for (const kept of [rawBody, body]) {
    if (kept instanceof Uint8Array) return kept
    if (typeof kept === 'string') return Buffer.from(kept)
  }
  return Buffer.from(body === undefined ? '' : JSON.stringify(body))
}
