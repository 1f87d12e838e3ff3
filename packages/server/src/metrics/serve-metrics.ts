import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from 'countersign'
import type { Registry } from 'prom-client'

/** Metrics that can be scraped. */
export interface MetricsServer {
  readonly port: number
  stop(): Promise<void>
}

/**
 * Serves `/metrics`, on an address of its own so that it need not be shown to the world, and nothing
 * else. It does not keep the process alive.
 *
 * @throws the error of the operating system if the address cannot be used
 */
export const serveMetrics = async (
  registry: Registry,
  { host, port, log }: { readonly host: string; readonly port: number; readonly log: Log },
): Promise<MetricsServer> => {
  const server = createServer(
    { requestTimeout: 10_000, headersTimeout: 5000 },
    (request, response) => {
      if (request.url?.split('?')[0] !== '/metrics') respond(response, 404, 'see /metrics\n')
      else if (request.method !== 'GET') respond(response, 405, 'GET only\n', { allow: 'GET' })
      else void scrape(registry, response, log)
    },
  )
  await started(server, { host, port })
  server.unref()
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

const scrape = async (registry: Registry, response: ServerResponse, log: Log): Promise<void> => {
  try {
    respond(response, 200, await registry.metrics(), { 'content-type': registry.contentType })
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown'
    log.warn({ error: name }, 'metrics could not be collected')
    respond(response, 500, 'metrics could not be collected\n')
  }
}

const respond = (
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void => {
  const type = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
  response.writeHead(status, { ...type, ...headers }).end(body)
}

const started = (
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      // Nothing that goes wrong here later may end the process.
      server.on('error', () => undefined)
      resolve()
    })
  })
