import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newPhone, sendCode, verifyCode } from './support/codes.ts'
import {
  exchangeRaw,
  openRaw,
  postBytes,
  type RawAnswer,
  readAnswer,
  requestText,
} from './support/raw-http.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const atEnd: (() => void | Promise<void>)[] = []
let server: ServerProcess

beforeAll(async () => {
  const folder = temporaryFolder((work) => atEnd.unshift(work))
  server = await startServer({ folder, atEnd: (work) => atEnd.unshift(work) })
})

afterAll(async () => {
  for (const work of atEnd) await work()
})

/** Every answer that is ours: a problem, with all the headers that protect whoever shows it. */
const expectProblem = ({ status, headers, body }: RawAnswer, expected: number, code: string) => {
  expect(status).toBe(expected)
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json\b/)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.get('x-request-id')).toMatch(/^[a-p]{24}$/)
  expect(JSON.parse(body)).toMatchObject({ status: expected, code })
}

const exchange = (...bytes: readonly (string | Uint8Array)[]) => exchangeRaw(server.port, ...bytes)
const send = (body: string | Uint8Array, type?: string) =>
  exchange(postBytes('/api/otp/send', body, type))
const verify = (fields: string) =>
  exchange(postBytes('/api/otp/verify', `{"purpose":"login",${fields}}`))

describe('invariants 4.2: what Node lets through and proxies read in another way stops at the door', () => {
  const asked: Readonly<Record<string, readonly [string, number, string]>> = {
    'two Host fields': [
      requestText('GET', '/healthz', ['Host: localhost', 'Host: evil.example']),
      400,
      'invalid_request',
    ],
    'a Host with a user in it': [
      requestText('GET', '/healthz', ['Host: localhost@evil.example']),
      400,
      'invalid_request',
    ],
    'a Host with a path in it': [
      requestText('GET', '/healthz', ['Host: evil.example/@localhost']),
      400,
      'invalid_request',
    ],
    'a Host with a port that there is not': [
      requestText('GET', '/magic-link', ['Host: localhost:99999']),
      400,
      'invalid_request',
    ],
    'a Host like an address that there is not': [
      requestText('GET', '/magic-link', ['Host: 256.256.256.256']),
      400,
      'invalid_request',
    ],
    'an empty Host': [requestText('GET', '/healthz', ['Host:']), 400, 'invalid_request'],
    'no Host on HTTP/1.1': [requestText('GET', '/healthz', []), 400, 'invalid_request'],
    'no Host on HTTP/1.0': ['GET /healthz HTTP/1.0\r\n\r\n', 400, 'invalid_request'],
    'a target in absolute form': [
      requestText('GET', 'http://evil.example/healthz'),
      400,
      'invalid_request',
    ],
    'OPTIONS *': [requestText('OPTIONS', '*'), 400, 'invalid_request'],
    TRACE: [requestText('TRACE', '/healthz'), 405, 'method_not_allowed'],
    'a path that does not exist': [requestText('GET', '/nowhere'), 404, 'not_found'],
  }
  test.each(Object.entries(asked))('%s', async (_name, [text, status, code]) => {
    expectProblem(await exchange(text), status, code)
  })

  test('a wrong method is told the right ones, a HEAD request gets no body', async () => {
    const get = await exchange(requestText('GET', '/api/otp/send'))
    expectProblem(get, 405, 'method_not_allowed')
    expect(get.headers.get('allow')).toBe('POST')
    const remove = await exchange(requestText('DELETE', '/healthz'))
    expectProblem(remove, 405, 'method_not_allowed')
    expect(remove.headers.get('allow')).toBe('GET, HEAD')
    const head = await exchange(requestText('HEAD', '/healthz'))
    expect([head.status, head.body]).toEqual([200, ''])
    expect(head.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('CONNECT opens no tunnel, and a header block of more than 16 kB is refused', async () => {
    const connection = await openRaw(server.port)
    connection.write('CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n')
    await connection.closed
    expect(connection.received()).not.toMatch(/^HTTP\/1\.1 2/)
    const large = ['Host: localhost', `X-Large: ${'x'.repeat(17_000)}`]
    expect((await exchange(requestText('GET', '/healthz', large))).status).toBe(431)
  })
})

describe('G1 A9 invariants 4.1: a body is valid, small, UTF-8 JSON or it is refused, and never a fault of ours', () => {
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=latin1',
    'application/jsonp',
    undefined,
  ])('the content type %s is refused with 415', async (type) => {
    const body = JSON.stringify({ purpose: 'login', phone_e164: newPhone() })
    const headers = ['Host: localhost', `Content-Length: ${body.length}`]
    const answer =
      type === undefined
        ? await exchange(requestText('POST', '/api/otp/send', headers) + body)
        : await send(body, type)
    expectProblem(answer, 415, 'unsupported_media_type')
  })

  const purposeOf = (purpose: string) => JSON.stringify({ purpose, phone_e164: newPhone() })
  const deep = (levels: number) =>
    `{"purpose":"login","phone_e164":"${newPhone()}","x":${'['.repeat(levels)}${']'.repeat(levels)}}`
  const notValid: Readonly<Record<string, string | Uint8Array>> = {
    // All else is good: the bytes stand where nobody reads, so only decoding can refuse them.
    'invalid UTF-8': Buffer.concat([
      Buffer.from(`{"purpose":"login","phone_e164":"${newPhone()}","x":"`),
      Uint8Array.of(0xff, 0xc0, 0x80),
      Buffer.from('"}'),
    ]),
    'no body at all': '',
    'two thousand nested arrays': deep(2000),
    'eight thousand nested arrays': deep(8000),
    'an array': '[]',
    'a null': 'null',
    '__proto__ as the only source of the recipient': `{"purpose":"login","__proto__":{"phone_e164":"${newPhone()}"}}`,
    'the purpose __proto__': purposeOf('__proto__'),
    'the purpose constructor': purposeOf('constructor'),
    'the purpose toString': purposeOf('toString'),
    'a lone surrogate in the purpose': '{"purpose":"\\ud800","phone_e164":"+233245099001"}',
    'a lone surrogate in an address': '{"purpose":"sign_in","email":"a\\udc00@example.com"}',
    'NUL in a phone': '{"purpose":"login","phone_e164":"+2332450990\\u00001"}',
    'a phone as a number': '{"purpose":"login","phone_e164":233245099001}',
    'a duplicate key, the last of which is bad':
      '{"purpose":"login","phone_e164":"+233245099001","phone_e164":5}',
    'both phone and email':
      '{"purpose":"sign_in","phone_e164":"+233245099001","email":"a@example.com"}',
  }
  test.each(Object.entries(notValid))('%s is refused with 400', async (_name, body) => {
    expectProblem(await send(body), 400, 'invalid_request')
  })

  test.each(['1e400', '123456', '["123456"]', '{"toString":"123456"}', 'null', 'true'])(
    'A9 a code that is %s is refused before it is compared',
    async (code) => {
      expectProblem(
        await verify(`"phone_e164":"+233245099002","code":${code}`),
        400,
        'invalid_request',
      )
    },
  )

  test.each([
    '"\\ud800\\udfff"',
    '"\\ud83412"',
    '"１２３４５６"',
    '"12345\\u0000"',
    '"123456\\n1"',
    '"+12345"',
    '"1e5000"',
    '""',
  ])('A9 the text %s is answered like any wrong code', async (code) => {
    expectProblem(await verify(`"phone_e164":"+233245099003","code":${code}`), 400, 'invalid_code')
  })
})

describe('L5 a body of more than 16 384 bytes is refused', () => {
  const head = (...fields: readonly string[]) =>
    requestText('POST', '/api/otp/send', [
      'Host: localhost',
      'Content-Type: application/json',
      ...fields,
    ])

  test('by its announced length, before any of it has come', async () => {
    expectProblem(await exchange(head('Content-Length: 16385')), 413, 'payload_too_large')
    const allowed = `{"purpose":"login","phone_e164":"${newPhone()}"}`.padEnd(16_384)
    expect((await send(allowed)).status).toBe(200)
  })

  test('by counting what has come, before the end has come, if no length was announced', async () => {
    const connection = await openRaw(server.port)
    connection.write(head('Transfer-Encoding: chunked'))
    const chunk = `1000\r\n${' '.repeat(4096)}\r\n`
    for (let n = 0; n < 4; n++) connection.write(chunk)
    connection.write('1\r\n \r\n')
    await connection.receives('}')
    expectProblem(readAnswer(connection.received()), 413, 'payload_too_large')
    connection.abandon()
  })

  test('and one that ends before its announced length harms nobody', async () => {
    const connection = await openRaw(server.port)
    connection.write(`${head('Content-Length: 500')}{"purpose":"login"`)
    connection.abandon()
    const half = await openRaw(server.port)
    half.write(`${head('Transfer-Encoding: chunked')}5\r\n{"pur`)
    half.abandon()
    await Promise.all([connection.closed, half.closed])
    expect((await server.fetch('/healthz')).status).toBe(200)
  })
})

test('L1 after all of that a code is still sent and verified, and nothing was logged as a fault of ours', async () => {
  const recipient = { purpose: 'login', phone_e164: newPhone() }
  const { status, code } = await sendCode(server, recipient)
  expect(status).toBe(200)
  expect(await verifyCode(server, { ...recipient, code })).toBe(200)
  expect(await server.stop()).toBe(0)
  expect(server.output()).toContain('"stopped"')
  expect(server.output()).not.toMatch(/"level":[456]0/)
  expect(server.output()).not.toMatch(/error/i)
})
