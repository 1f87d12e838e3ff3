import { expect, test } from 'vitest'
import { exchangeRaw, requestText } from './support/raw-http.ts'
import { startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const purposes = { quote: { channels: ['email'], limits: [] } }
const publicUrl = 'https://otp.acme.example/otp'

const postText = (target: string, headers: readonly string[], body: string) =>
  requestText('POST', target, [
    ...headers,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]) + body

test('C3 whatever a request says of hosts, and in whichever form, every link begins as the configuration says', async () => {
  const server = await startServer({
    folder: temporaryFolder(),
    config: { publicUrl, purposes, trustedProxies: ['127.0.0.0/8'] },
  })
  const path = '/api/magic-link/send'
  const attempts: readonly (readonly [string, readonly string[]])[] = [
    [path, ['Host: localhost']],
    [path, ['Host: evil.example']],
    [path, ['Host: evil.example:443', 'X-Forwarded-Host: evil.example']],
    [path, ['Host: localhost', 'Host: evil.example']],
    [path, ['Host: localhost', 'X-Forwarded-Host: evil.example', 'X-Forwarded-Proto: gopher']],
    [path, ['Host: localhost', 'X-Forwarded-Prefix: /evil', 'X-Original-URL: /evil']],
    [path, ['Host: localhost', 'Forwarded: host=evil.example;proto=http;for=192.0.2.1']],
    [`http://evil.example${path}`, ['Host: localhost']],
    [`https://evil.example${path}`, ['Host: evil.example']],
    [`//evil.example${path}`, ['Host: localhost']],
  ]
  for (const [n, [target, headers]] of attempts.entries()) {
    const body = JSON.stringify({ purpose: 'quote', email: `person${n}@example.com` })
    await exchangeRaw(server.port, postText(target, headers, body))
  }
  const messages = await server.outbox()
  expect(messages.length).toBeGreaterThanOrEqual(6)
  for (const { link, text } of messages) {
    expect(link).toMatch(/^https:\/\/otp\.acme\.example\/otp\/magic-link\?token=cl_[\w-]+$/)
    expect(text).not.toContain('evil')
  }
})

test('C4 G1 the log of requests holds the pattern of the page and nothing of its address', async () => {
  const server = await startServer({ folder: temporaryFolder(), config: { purposes } })
  await server.post('/api/magic-link/send', { purpose: 'quote', email: 'ama@example.com' })
  const token = new URL((await server.outbox())[0]?.link ?? '').searchParams.get('token') ?? ''
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'TRACE'])
    await exchangeRaw(server.port, requestText(method, `/magic-link?token=${token}`))
  await server.fetch(`/magic-link/${token}`)
  await server.post('/api/magic-link/verify', { token })
  await server.says('"route":"/api/magic-link/verify"')
  expect(server.output()).toContain('"route":"/magic-link"')
  expect(server.output()).not.toContain(token.slice(3, 23))
})
