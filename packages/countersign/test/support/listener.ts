import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

type Fetch = (request: Request) => Promise<Response>

/** Listens on a port of this machine until it is stopped. Who answers may be said later. */
export const startListener = async () => {
  let answer: Fetch = async () => new Response(null, { status: 503 })
  const server = createServer((incoming, response) => {
    requestOf(incoming)
      .then((request) => answer(request))
      .then((answered) => respond(response, answered))
      .catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    answerWith: (fetch: Fetch) => {
      answer = fetch
    },
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** The same until the test ends. */
export const createListener = async () => {
  const { stop, ...listener } = await startListener()
  onTestFinished(stop)
  return listener
}

const requestOf = async (incoming: IncomingMessage): Promise<Request> => {
  const { method = '', url = '', headers } = incoming
  const body = await buffer(incoming)
  return new Request(`http://${headers.host}${url}`, {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
    ...(body.length > 0 && { body }),
  })
}

const respond = async (response: ServerResponse, answered: Response): Promise<void> => {
  response.writeHead(answered.status, Object.fromEntries(answered.headers))
  response.end(await answered.text())
}
