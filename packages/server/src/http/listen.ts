import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { ErrorCode } from 'countersign'
import { type Http, problem } from 'countersign/http'
import { refusal } from '../config/refusal.ts'
import { refuseRequest } from './request-guard.ts'

/** A server that listens. */
export interface Listening {
  readonly port: number
  /**
   * Takes no new connection, lets the requests that are running finish, and resolves when the last
   * connection is closed, by force after `withinMs`.
   */
  stop(options: { readonly withinMs: number }): Promise<void>
}

/** Starts to listen. */
export const listen = async (
  http: Http,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> => {
  let isStopping = false
  const running = new Set<ServerResponse>()
  const handle = getRequestListener((request, env) =>
    http.fetch(request, { peer: env.incoming.socket.remoteAddress }),
  )
  const server = createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000, requireHostHeader: false },
    (request, response) => {
      running.add(response)
      response.once('close', () => running.delete(response))
      if (isStopping) closeAfterAnswer(response)
      const reason = refuseRequest(request)
      void (reason === undefined ? handle(request, response) : refuse(response, reason))
    },
  )
  await started(server, { host, port })
  return {
    port: (server.address() as AddressInfo).port,
    stop: async ({ withinMs }) => {
      isStopping = true
      for (const response of running) closeAfterAnswer(response)
      const timer = setTimeout(() => server.closeAllConnections(), withinMs)
      await new Promise<void>((resolve) => server.close(() => resolve()))
      clearTimeout(timer)
    },
  }
}

/** Otherwise the connection would be kept for another request that must not come. */
const closeAfterAnswer = (response: ServerResponse): void => {
  if (!response.headersSent) response.setHeader('connection', 'close')
}

const refuse = async (response: ServerResponse, code: ErrorCode): Promise<void> => {
  const answer = problem(code)
  const allow = code === 'method_not_allowed' ? { allow: 'GET, HEAD, POST' } : {}
  const headers = { ...Object.fromEntries(answer.headers), ...allow, connection: 'close' }
  response.writeHead(answer.status, headers)
  response.end(await answer.text())
}

const started = (server: Server, address: { readonly host: string; readonly port: number }) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(refusal([`listen: ${address.host}:${address.port} cannot be used (${error.code})`])),
    )
    server.listen(address.port, address.host, resolve)
  })
