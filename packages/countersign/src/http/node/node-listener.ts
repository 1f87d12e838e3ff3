import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from '../answer.ts'
import type { Http } from '../app.ts'
import { fromNode } from './node-request.ts'
import { createTogether } from './together.ts'

/** A listener for `createServer` of `node:http` or `node:https`. */
export type NodeListener = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/** Options of {@link createNodeListener}. */
export interface NodeListenerOptions {
  /** Asked before each answer: whether it is the last on its connection. Never if left out. */
  readonly isStopping?: () => boolean
}

/**
 * The API for a server of `node:http`, without a `Request` and a `Response` in between. Requests that
 * Node lets through and others read differently are refused here.
 *
 * Start the server with `requireHostHeader: false`, so that a request without `Host` is refused with a
 * problem answer as well.
 *
 * @example
 * createServer({ requireHostHeader: false }, createNodeListener(http)).listen(3000)
 */
export const createNodeListener = (
  http: Pick<Http, 'answer'>,
  { isStopping = () => false }: NodeListenerOptions = {},
): NodeListener => {
  // A stage of one request leaves its code in the caches for the same stage of the next.
  const begin = createTogether()
  // A write may wake up the process at the other end; when many are made at once, it is awake for all but one.
  const finish = createTogether()

  const respond = async (exchange: Exchange): Promise<void> => {
    const { incoming, outgoing, peer } = exchange
    const request = fromNode(incoming)
    const answer = await http.answer(request, { peer })
    finish(() => {
      try {
        write(exchange, { answer, isLast: request.refusal !== undefined || isStopping() })
      } catch {
        // What cannot be written leaves nothing to say.
        outgoing.destroy()
      }
    })
  }
  return (incoming, outgoing) => {
    // Asked for now: a socket that is closed in the meantime no longer knows.
    const peer = incoming.socket.remoteAddress
    begin(() => void respond({ incoming, outgoing, peer }))
  }
}

interface Exchange {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly peer: string | undefined
}

const write = (
  { incoming, outgoing }: Exchange,
  {
    answer: { status, headers, body },
    isLast,
  }: { readonly answer: Answer; readonly isLast: boolean },
): void => {
  const fields: string[] = []
  for (const name in headers) fields.push(name, headers[name] ?? '')
  fields.push('content-length', String(Buffer.byteLength(body ?? '')))
  // Otherwise the connection would be kept for another request that must not come.
  if (isLast) fields.push('connection', 'close')
  outgoing.writeHead(status, fields)
  outgoing.end(incoming.method === 'HEAD' ? null : body)
  if (!incoming.complete) outgoing.once('finish', () => passRest(incoming))
}

/** How long the rest of a body that nobody wants is let pass. */
const restWithinMs = 500

/**
 * Lets the rest of a body pass. Closing at once would reset the connection, and the client would never
 * read the answer that says why; to wait for ever would keep it for whoever sends without end.
 */
const passRest = (incoming: IncomingMessage): void => {
  if (incoming.complete || incoming.destroyed) return
  const timer = setTimeout(() => incoming.socket.destroySoon(), restWithinMs)
  timer.unref()
  incoming.once('end', () => clearTimeout(timer))
  incoming.resume()
}
