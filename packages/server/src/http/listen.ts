import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createNodeListener, type Http } from 'countersign/http'
import { refusal } from '../config/refusal.ts'

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
  const server = createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000, requireHostHeader: false },
    createNodeListener(http, { isStopping: () => isStopping }),
  )
  await started(server, { host, port })
  return {
    port: (server.address() as AddressInfo).port,
    stop: async ({ withinMs }) => {
      isStopping = true
      const timer = setTimeout(() => server.closeAllConnections(), withinMs)
      await new Promise<void>((resolve) => server.close(() => resolve()))
      clearTimeout(timer)
    },
  }
}

const started = (server: Server, address: { readonly host: string; readonly port: number }) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(refusal([`listen: ${address.host}:${address.port} cannot be used (${error.code})`])),
    )
    server.listen(address.port, address.host, resolve)
  })
