import { once } from 'node:events'
import { createServer, IncomingMessage, ServerResponse } from 'node:http'
import { type AddressInfo, connect, Socket } from 'node:net'
import type { LogFields } from 'countersign'
import { createNodeListener } from 'countersign/http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createDeployment, type DeploymentOptions, newPhone } from '../support/deployment.ts'

const host = 'otp.acme.example'

const listen = async (options: DeploymentOptions = {}) => {
  const under = await createDeployment(options)
  const server = createServer({ requireHostHeader: false }, createNodeListener(under.http))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return { under, port }
}

interface Wire {
  readonly method: string
  readonly path: string
  readonly headers?: readonly (readonly [string, string])[]
  readonly body?: string
}

/** What comes back for these bytes, until the other side closes. */
const exchange = async (port: number, ...parts: readonly string[]): Promise<string> => {
  const socket = connect({ port, host: '127.0.0.1' })
  let text = ''
  socket.setEncoding('latin1').on('data', (more: string) => {
    text += more
  })
  socket.on('error', () => undefined)
  for (const part of parts) socket.write(part, 'latin1')
  await once(socket, 'close')
  return text
}

const head = ({ method, path, headers = [], body }: Wire): string =>
  [
    `${method} ${path} HTTP/1.1`,
    `Host: ${host}`,
    ...headers.map((field) => field.join(': ')),
    ...(body === undefined ? [] : [`Content-Length: ${body.length}`]),
    'Connection: close',
    '\r\n',
  ].join('\r\n')

/** What belongs to the connection and not to the answer. */
const ofTheConnection = ['date', 'connection', 'content-length', 'keep-alive']

const shown = (status: number, fields: Headers, body: string) => ({
  status,
  headers: [...fields].filter(([name]) => !ofTheConnection.includes(name)),
  body,
})

const readWire = (text: string) => {
  const [start = '', bytes = ''] = text.split('\r\n\r\n')
  const body = Buffer.from(bytes, 'latin1').toString()
  const [line = '', ...fields] = start.split('\r\n')
  const headers = new Headers(
    fields.map((field): [string, string] => [
      field.slice(0, field.indexOf(':')),
      field.slice(field.indexOf(':') + 2),
    ]),
  )
  return {
    ...shown(Number(line.split(' ')[1]), headers, body),
    length: headers.get('content-length'),
  }
}

const json = ['content-type', 'application/json'] as const
const send = (body: string, headers: Wire['headers'] = [json]): Wire => ({
  ...{ method: 'POST', path: '/api/otp/send', headers, body },
})
const login = () => JSON.stringify({ purpose: 'login', phone_e164: newPhone() })

/** What the listener and the fetch function answer to the same request. */
const answerBothWays = async (wire: Wire) => {
  const { under, port } = await listen()
  const { length, ...overWire } = readWire(await exchange(port, head(wire), wire.body ?? ''))

  const beside = await createDeployment()
  const headers = new Headers()
  for (const [name, value] of wire.headers ?? []) headers.append(name, value)
  const body = wire.body === undefined ? null : Buffer.from(wire.body, 'latin1')
  const request = new Request(`http://${host}${wire.path}`, { ...wire, headers, body })
  const answered = await beside.http.fetch(request, { peer: '127.0.0.1' })
  const fetched = shown(answered.status, answered.headers, await answered.text())
  const sent = [under, beside].map(({ provider }) => provider.messages.length)
  return { overWire, length, fetched, sent }
}

describe('the listener answers what the fetch function answers', () => {
  const requests: Readonly<Record<string, () => Wire>> = {
    'a good send': () => send(login()),
    'an unknown purpose': () => send('{"purpose":"x","phone_e164":"+233244000001"}'),
    'a body that is no JSON': () => send('{'),
    'bytes that are no UTF-8': () => send('{"purpose":"\xff"}'),
    'a body that is too large': () => send(`${login()}${' '.repeat(17_000)}`),
    'another media type': () => send(login(), [['content-type', 'text/plain']]),
    'no media type': () => send(login(), []),
    'A9 two media types': () => send(login(), [json, ['content-type', 'text/plain']]),
    'an API key that does not exist': () =>
      send(login(), [json, ['authorization', 'Bearer ck_nobody-has-made-this-one']]),
    'D3 two API keys': () =>
      send(login(), [json, ['authorization', 'Bearer ck_a'], ['authorization', 'Bearer ck_b']]),
    'an idempotency key with a space': () => send(login(), [json, ['idempotency-key', 'a b']]),
    'a good page': () => ({ method: 'GET', path: '/docs' }),
    'a query': () => ({ method: 'GET', path: '/healthz?a=/b' }),
    'the way to the reference': () => ({ method: 'GET', path: '/' }),
    'HEAD instead of GET': () => ({ method: 'HEAD', path: '/openapi.json' }),
    'HEAD where there is only POST': () => ({ method: 'HEAD', path: '/api/otp/send' }),
    'another method': () => ({ method: 'DELETE', path: '/healthz' }),
    'nothing there': () => ({ method: 'GET', path: '/nowhere' }),
  }

  test.each(Object.entries(requests))('%s', async (_name, make) => {
    const { headers = [], ...wire } = make()
    // An id that stays the same, so that whole answers can be compared.
    const both = await answerBothWays({ ...wire, headers: [...headers, ['x-request-id', 'test']] })
    const { overWire, fetched, length, sent } = both
    expect(overWire).toEqual(fetched)
    expect(overWire.headers).toContainEqual(['x-request-id', 'test'])
    if (wire.method !== 'HEAD') expect(length).toBe(String(Buffer.byteLength(fetched.body)))
    expect(sent[0]).toBe(sent[1])
  })

  const ids: Readonly<Record<string, readonly string[]>> = {
    'no id': [],
    'an id with a space': ['a b'],
    'an id of 65 characters': ['a'.repeat(65)],
    'an id beyond ASCII': ['\xe9'],
    'two ids': ['first', 'second'],
    'the same id twice': ['same', 'same'],
  }
  test.each(Object.entries(ids))(
    'B9 %s: both give a new one, to HEAD as well',
    async (_, given) => {
      for (const method of ['GET', 'HEAD']) {
        const headers = given.map((id) => ['x-request-id', id] as const)
        const { overWire, fetched } = await answerBothWays({ method, path: '/docs', headers })
        const [a, b] = [overWire, fetched].map((answered) => new Headers(answered.headers))
        for (const fields of [a, b]) expect(fields?.get('x-request-id')).toMatch(/^[a-p]{24}$/)
        expect(a?.get('x-request-id')).not.toBe(b?.get('x-request-id'))
      }
    },
  )
})

describe.each([
  ['piece by piece', (parts: readonly string[]) => parts],
  ['at once', (parts: readonly string[]) => [parts.join('')]],
])('A9 a body without an announced length that comes %s', (_how, written) => {
  const chunked = async (...chunks: readonly string[]) => {
    const { port } = await listen()
    const headers = [json, ['transfer-encoding', 'chunked']] as const
    const start = head({ method: 'POST', path: '/api/otp/send', headers })
    const sized = [...chunks, ''].map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)
    return readWire(await exchange(port, ...written([start, ...sized])))
  }

  test('is counted as it arrives', async () => {
    expect((await chunked(' '.repeat(16_384), ' ')).status).toBe(413)
  })

  test('is read to its end', async () => {
    const body = login()
    const { status } = await chunked(body.slice(0, 9), body.slice(9), ' '.repeat(9000))
    expect(status).toBe(200)
  })
})

test('answers to requests that came together on one connection leave in their order', async () => {
  const { port } = await listen()
  const first = head({ method: 'GET', path: '/healthz' }).replace('Connection: close\r\n', '')
  const text = await exchange(port, first + head({ method: 'GET', path: '/nowhere' }))
  expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404'])
})

test('B9 a request that is refused at the door has an id, and a line in the log', async () => {
  const lines: LogFields[] = []
  const note = (fields: LogFields) => void lines.push(fields)
  const { port } = await listen({ log: { info: note, warn: note, error: note } })
  const asked = head({ method: 'TRACE', path: '/docs', headers: [['x-request-id', 'test']] })
  const { status, headers } = readWire(await exchange(port, asked))
  expect(headers).toContainEqual(['x-request-id', 'test'])
  const line = { requestId: 'test', method: 'other', route: '/docs', status: 405 }
  expect([status, lines]).toEqual([405, [expect.objectContaining(line)]])
})

test('A9 a request that is cut off before anybody reads it comes to an end, and to a line in the log', async () => {
  const ended = Promise.withResolvers<LogFields>()
  const note = (fields: LogFields) => ended.resolve(fields)
  const { http } = await createDeployment({ log: { info: note, warn: note, error: note } })
  const incoming = new IncomingMessage(new Socket())
  Object.assign(incoming, { method: 'POST', url: '/api/otp/send' })
  incoming.rawHeaders.push('Host', host, 'Content-Type', 'application/json')
  createNodeListener(http)(incoming, new ServerResponse(incoming))
  incoming.destroy()
  expect(await ended.promise).toMatchObject({ route: '/api/otp/send', status: 400 })
})

test('invariants 4.2: a Host that is more than a host is refused', async () => {
  const { port } = await listen()
  const asked = head({ method: 'GET', path: '/healthz' }).replace(host, 'user@evil.example/x')
  expect(readWire(await exchange(port, asked)).status).toBe(400)
})
