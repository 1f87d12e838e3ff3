import { once } from 'node:events'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createSecret } from 'countersign'
import { createArkesel } from 'countersign/providers/arkesel'
import { createFakeArkesel } from 'countersign/testing/fake-services'
import { expect, onTestFinished, test } from 'vitest'
import { send, textMessage } from './support/message.ts'
import { selfSigned } from './support/self-signed.ts'
import { secret } from './support/under-test.ts'

const createFor = (baseUrl: string, apiKey = secret('arkesel_api_key')) =>
  createArkesel({
    settings: { senderId: 'Acme', baseUrl },
    secret: () => apiKey,
    callbackUrl: undefined,
  })

/** Listens on this machine until the test ends, and says what connected. */
const listen = async (server: Server) => {
  const sockets: Socket[] = []
  server.on('connection', (socket: Socket) => {
    sockets.push(socket)
    socket.on('error', () => {}).resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, sockets }
}

test('B8 a service whose certificate nobody has signed learns nothing', async () => {
  const seen: string[] = []
  const server = createHttpsServer(selfSigned, (request, response) => {
    seen.push(request.url ?? '')
    response.end('{}')
  })
  const { port } = await listen(server)
  const outcome = { kind: 'config', reason: 'certificate' }
  expect(await send(createFor(`https://localhost:${port}`))).toEqual(outcome)
  expect(seen).toEqual([])
})

test('B2 a TLS handshake that never ends is a transient failure after three seconds', async () => {
  const { port } = await listen(createServer())
  const startedAt = performance.now()
  const outcome = { kind: 'transient', reason: 'connect timeout' }
  expect(await send(createFor(`https://localhost:${port}`))).toEqual(outcome)
  expect(performance.now() - startedAt).toBeLessThan(4500)
})

test('B2 a hand-over that is aborted before its connection was up has not been sent', async () => {
  const { port, sockets } = await listen(createServer())
  const provider = createFor(`https://localhost:${port}`)
  const controller = new AbortController()
  const sending = provider.send(textMessage, controller)
  await expect.poll(() => sockets.length).toBe(1)
  controller.abort()
  expect(await sending).toEqual({ kind: 'transient', reason: 'aborted' })
  await expect.poll(() => sockets.map((socket) => socket.readableEnded)).toEqual([true])
})

test('B2 a connection that is reset during its TLS handshake has carried nothing', async () => {
  const server = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()))
  const { port } = await listen(server)
  const outcome = { kind: 'transient', reason: 'reset' }
  expect(await send(createFor(`https://localhost:${port}`))).toEqual(outcome)
})

test('B2 a host that does not exist is a transient failure', async () => {
  expect(await send(createFor('https://arkesel.invalid'))).toMatchObject({ kind: 'transient' })
})

test('B8 a key that cannot stand in a header is a fault of the configuration, and nothing is sent', async () => {
  const fake = await createFakeArkesel()
  onTestFinished(fake.stop)
  const provider = createFor(fake.url, createSecret('first line\nsecond line'))
  expect(await send(provider)).toEqual({ kind: 'config', reason: 'bad header' })
  expect(fake.requests).toEqual([])
  expect(fake.connections()).toBe(0)
})

test('B1 a base address with a path keeps it', async () => {
  const fake = await createFakeArkesel()
  onTestFinished(fake.stop)
  await send(createFor(`${fake.url}/gateway/`))
  expect(fake.requests).toMatchObject([{ path: '/gateway/api/v2/sms/send' }])
})

test('B1 a refusal that is too long to read is still a refusal', async () => {
  const fake = await createFakeArkesel()
  onTestFinished(fake.stop)
  fake.breakWith({ kind: 'answer', answer: { status: 402, body: ' '.repeat(1024 * 1024) } })
  expect(await send(createFor(fake.url))).toEqual({ kind: 'funds', reason: 'http 402' })
})
