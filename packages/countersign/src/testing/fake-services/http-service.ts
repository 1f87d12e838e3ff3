import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import type { FakeMessage, FakeService, RecordedRequest } from './fake-service.ts'
import { respond, respondBadly } from './respond.ts'
import type { HttpAnswer, HttpTrouble } from './trouble.ts'

/** A local stand-in for a service that is asked over HTTP. */
export interface FakeHttpService extends FakeService {
  /** Every request, oldest first, those included that were refused. */
  readonly requests: readonly RecordedRequest[]
  /** How many bytes it has written, over all connections that have ended. */
  bytesWritten(): number
  /** Misbehaves for the next requests, or until told otherwise; `undefined` ends it. */
  breakWith(trouble: HttpTrouble | undefined, times?: number): void
  /** Calls for every message that it takes from now on. */
  onMessage(listener: (message: FakeMessage) => void): void
}

/** What a service makes of a request: an answer, and a message if it takes one. */
export interface Served {
  readonly answer: HttpAnswer
  readonly message?: FakeMessage | undefined
}

/** What is to be faked. */
export interface HttpServiceOptions {
  readonly name: string
  /** Port to listen on; any if left out. */
  readonly port?: number | undefined
  serve(request: RecordedRequest): Served
}

/** Starts a service on this machine only. */
export const startHttpService = async ({
  name,
  port = 0,
  serve,
}: HttpServiceOptions): Promise<FakeHttpService> => {
  const requests: RecordedRequest[] = []
  const messages: FakeMessage[] = []
  const listeners: ((message: FakeMessage) => void)[] = []
  const troubles = createTroubles()
  const sockets = new Set<Socket>()
  let bytesWritten = 0

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await record(incoming)
    requests.push(request)
    const trouble = troubles.take()
    const takesNothing = trouble?.kind === 'answer' || trouble?.kind === 'redirect'
    const { answer, message } = takesNothing ? nothing : serve(request)
    if (message) messages.push(message)
    if (message) for (const listener of listeners) listener(message)
    if (trouble) await respondBadly(trouble, { response, answer })
    else respond({ response, answer })
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch(() => response.destroy())
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => {
      sockets.delete(socket)
      bytesWritten += socket.bytesWritten
    })
    if (troubles.next()?.kind === 'reset_at_once') socket.resetAndDestroy()
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')

  return {
    name,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    messages,
    connections: () => sockets.size,
    bytesWritten: () => bytesWritten,
    breakWith: troubles.set,
    onMessage: (listener) => {
      listeners.push(listener)
    },
    stop: async () => {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const nothing: Served = { answer: { status: 500, body: '' } }

const record = async (incoming: IncomingMessage): Promise<RecordedRequest> => {
  const { method = '', url = '' } = incoming
  const headers = Object.entries(incoming.headers).map(([key, value]) => [key, String(value)])
  return { method, path: url, headers: Object.fromEntries(headers), body: await text(incoming) }
}

const createTroubles = () => {
  let trouble: HttpTrouble | undefined
  let left = 0
  return {
    set: (next: HttpTrouble | undefined, times = Number.POSITIVE_INFINITY) => {
      trouble = next
      left = times
    },
    next: () => (left > 0 ? trouble : undefined),
    take: () => {
      left -= 1
      return left >= 0 ? trouble : undefined
    },
  }
}
