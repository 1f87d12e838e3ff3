import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createNodeListener, type Http } from 'countersign/http'
import { cannotListen } from './cannot-listen.ts'

/** A server that listens. */
export interface Listening {
  readonly port: number
  /**
   * Takes no new connection, lets the requests that are running finish, and resolves when the last
   * connection is closed, by force after `withinMs`.
   */
  stop(options: { readonly withinMs: number }): Promise<void>
}

/**
 * Starts to listen.
 *
 * @throws CountersignError `invalid_configuration` if the address cannot be used
 */
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

const settings = { section: 'listen', host: 'listen.host or HOST', port: 'listen.port or PORT' }

const started = (server: Server, address: { readonly host: string; readonly port: number }) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen({ ...address, settings }, error)))
    server.listen(address.port, address.host, resolve)
  })
