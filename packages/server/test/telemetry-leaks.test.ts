import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { findLeaks, type Marker, type Place } from './support/leak-search.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const phones = Array.from({ length: 8 }, (_, n) => `+2332457780${31 + n}`)
const [good = '', locked = '', broken = ''] = phones
const email = 'Kweku.Marker+tag@mail.marker.example'
const apiKey = 'ck_marker-that-nobody-has-made_00000000000000'

/** Ten digits: so long a code stands nowhere by chance, in none of a thousand figures. */
const policy = { digits: 10, maxAttempts: 2, resendSeconds: 60 }
const purposes = {
  watched: { ...policy, channels: ['sms', 'email'] },
  watched_closely: {
    ...policy,
    limits: [
      { per: 'ip', on: 'send', max: 2, seconds: 900 },
      { per: 'purpose', on: 'send', max: 1, seconds: 900, shadow: true },
    ],
  },
}

const sdk = fileURLToPath(new URL('support/trace-to-file.ts', import.meta.url))

const start = async () => {
  const folder = temporaryFolder()
  const spansFile = join(folder, 'spans')
  const env = { NODE_OPTIONS: `--import ${sdk}`, SPANS_FILE: spansFile }
  const server = await startServer({ folder, config: { purposes }, env })
  const metricsPort = /Metrics +http:\/\/localhost:(\d+)/.exec(server.output())?.[1]
  const scrape = async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  return { folder, server, scrape, spans: () => readFileSync(spansFile, 'utf8') }
}

const wrong = (code: string) => (code.startsWith('0') ? '1' : '0') + code.slice(1)

const codeFrom = (answer: Response) => answer.headers.get('debug-otp') ?? ''

const drive = async ({ post }: ServerProcess): Promise<void> => {
  const send = (body: object, headers = {}) =>
    post('/api/otp/send', { purpose: 'watched', ...body }, headers)
  const verify = (body: object) => post('/api/otp/verify', { purpose: 'watched', ...body })
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const code = codeFrom(await send({ phone_e164: good }, { traceparent }))
  expect((await verify({ phone_e164: good, code })).status).toBe(200)
  expect((await verify({ phone_e164: good, code })).status).toBe(400)
  expect((await verify({ email, code: codeFrom(await send({ email })) })).status).toBe(200)
  const kept = codeFrom(await send({ phone_e164: locked }))
  expect((await send({ phone_e164: locked })).status).toBe(429)
  for (let n = 0; n < 3; n++) await verify({ phone_e164: locked, code: wrong(kept) })
  for (const phone_e164 of phones.slice(3, 7))
    await send({ purpose: 'watched_closely', phone_e164 })
  for (const value of [good, email, kept, { [good]: email }])
    for (const field of ['purpose', 'channel', 'locale', 'subject', 'client_ip'])
      await send({ phone_e164: good, [field]: value })
  await send({ phone_e164: good }, { authorization: `Bearer ${apiKey}` })
  await send(
    { phone_e164: good },
    { 'x-request-id': email, traceparent: good, baggage: `a=${good}` },
  )
}

const driveAddresses = async ({ fetch }: ServerProcess): Promise<void> => {
  for (const path of [`/phones/${good}`, `/docs?token=${apiKey}&to=${encodeURIComponent(email)}`])
    await (await fetch(path)).arrayBuffer()
}

const driveBrokenStore = async (folder: string, { post }: ServerProcess): Promise<void> => {
  const database = new DatabaseSync(join(folder, 'data', 'countersign.db'), { timeout: 5000 })
  database.exec('alter table challenges rename to put_away')
  const sent = await post('/api/otp/send', { purpose: 'watched', phone_e164: broken })
  expect(sent.status).toBe(503)
  database.exec('alter table put_away rename to challenges')
  database.close()
}

test('G1 B9 no code, phone, address or key is in metrics, spans or log, whatever happens and however it would be written', async () => {
  const { folder, server, scrape, spans } = await start()
  await drive(server)
  await driveAddresses(server)
  await driveBrokenStore(folder, server)
  const codes = (await server.outbox()).map(
    ({ code, to }): Marker => ({ name: `code for ${to}`, kind: 'digits', value: code }),
  )
  expect(codes.length).toBeGreaterThan(4)
  const markers: readonly Marker[] = [
    ...codes,
    ...phones.map((value): Marker => ({ name: `phone ${value}`, kind: 'phone', value })),
    { name: 'email', kind: 'text', value: email },
    { name: 'API key', kind: 'text', value: apiKey },
  ]
  const metrics = await scrape()
  await server.stop()
  const places: readonly Place[] = [
    { name: 'metrics', bytes: Buffer.from(metrics) },
    { name: 'spans', bytes: Buffer.from(spans()) },
    { name: 'log', bytes: Buffer.from(server.output()) },
  ]
  expect(findLeaks(places, markers)).toEqual([])

  // All of it was there to be searched.
  for (const outcome of ['sent', 'limited', 'cooling_down', 'unavailable'])
    expect(metrics).toMatch(new RegExp(`countersign_sends_total{.*outcome="${outcome}"} [1-9]`))
  for (const outcome of ['verified', 'wrong', 'used', 'locked'])
    expect(metrics).toMatch(new RegExp(`countersign_verifications_total{.*"${outcome}"} [1-9]`))
  expect(metrics).toMatch(/countersign_limit_hits_total{.*shadow="true"} [1-9]/)
  for (const name of ['countersign.send', 'countersign.verify', 'store.open', 'provider.send'])
    expect(spans()).toContain(`"name":"${name}"`)
  expect(spans()).toContain('"error.type":"unavailable"')
  expect(server.output()).toContain('"traceId":"0af7651916cd43dd8448eb211c80319c"')
  expect(server.output()).toContain('"msg":"answered"')
})
