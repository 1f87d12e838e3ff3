import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The same length as the product's answer to `send`. */
const body = { status: 'sent', expires_in: 600, resend_in: 60 }

/** What `node:http` can do at most: reads a JSON body, answers with another, and nothing else. */
export const startNoOp = async () => {
  const server = createServer((request, response) => {
    readBody(request, (text) => {
      JSON.parse(text)
      const answer = JSON.stringify(body)
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': answer.length,
      })
      response.end(answer)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

const readBody = (request: IncomingMessage, done: (text: string) => void): void => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => done(Buffer.concat(chunks).toString()))
}
