import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { RecordedRequest } from 'countersign/testing/fake-services'
import { onTestFinished } from 'vitest'

/** Takes whatever is called back, until the test ends. */
export const createReceiver = async () => {
  const requests: RecordedRequest[] = []
  const server = createServer((request, response) => {
    void record(request).then((recorded) => {
      requests.push(recorded)
      response.writeHead(204).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

const record = async (request: IncomingMessage): Promise<RecordedRequest> => {
  const { method = '', url: path = '' } = request
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
  return { method, path, headers: Object.fromEntries(headers), body: await text(request) }
}
