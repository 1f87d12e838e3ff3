import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { AtEnd } from './temporary-folder.ts'

/** What somebody's app was asked for. */
export interface AppRequest {
  readonly method: string
  readonly url: string
  readonly referer: string | undefined
  readonly body: string
}

const page = '<!doctype html><link rel="icon" href="data:,"><h1>Welcome back</h1>'

/** Somebody's app, which people are sent on to. */
export const startAppPage = async (atEnd: AtEnd) => {
  const requests: AppRequest[] = []
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request)
    const { method = '', url = '', headers } = request
    requests.push({ method, url, referer: headers.referer, body })
    response.setHeader('content-type', 'text/html; charset=utf-8').end(page)
  }
  const server = createServer((request, response) => void take(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return { requests, url: `http://127.0.0.1:${port}/done` }
}
