import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { otherThan } from './support/codes.ts'
import { runCommand, writeConfig } from './support/command.ts'
import { findLeaks, type Marker, type Place } from './support/leak-search.ts'
import { postBytes, requestText } from './support/raw-http.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'
import { createWitness, filesIn, type Witness } from './support/witness.ts'

const phones = Array.from({ length: 12 }, (_, n) => `+2332457770${31 + n}`)
const [
  good = '',
  locked = '',
  expired = '',
  cooling = '',
  calling = '',
  broken = '',
  limited = '',
] = phones
const emails = [
  'Kweku.Marker+tag@mail.marker.example',
  "adwoa'marker@marker-two.example",
  'linked@marker-three.example',
  'session@marker-three.example',
]
const [mailed = '', other = ''] = emails
const unknownKey = 'ck_marker-that-nobody-has-made_00000000000000'

const recipientMarkers: readonly Marker[] = [
  ...phones.map((value): Marker => ({ name: `phone ${value}`, kind: 'phone', value })),
  ...emails.map((value): Marker => ({ name: `email ${value}`, kind: 'text', value })),
  { name: 'unknown API key', kind: 'text', value: unknownKey },
]

const changeDatabase = (folder: string, sql: string) => {
  const database = new DatabaseSync(join(folder, 'data', 'countersign.db'), { timeout: 5000 })
  database.exec(sql)
  database.close()
}

const secretsOf = (folder: string): readonly Marker[] => {
  const text = readFileSync(join(folder, 'data', 'secrets', 'keyring.json'), 'utf8')
  const { keys } = JSON.parse(text) as { readonly keys: readonly { id: string; secret: string }[] }
  return keys.map(({ id, secret }) => {
    return { name: `secret of ${id}`, kind: 'text', value: Buffer.from(secret, 'base64') }
  })
}

/** A server that has an API key for step-up, and somebody who watches it. */
const prepare = async () => {
  const folder = temporaryFolder()
  const file = writeConfig(folder, {})
  const made = await runCommand(['api-key', 'create', 'shop', '--config', file], { folder })
  const server = await startServer({ folder })
  return { folder, server, witness: createWitness(server), apiKey: made.stdout.trim() }
}

type Prepared = Awaited<ReturnType<typeof prepare>>

const codeFrom = (answer: Response) => answer.headers.get('debug-otp') ?? ''

const driveGoodPaths = async ({ witness, apiKey }: Prepared): Promise<void> => {
  const post = witness.post
  const sent = await post('/api/otp/send', { purpose: 'login', phone_e164: good })
  const right = { purpose: 'login', phone_e164: good, code: codeFrom(sent) }
  expect((await post('/api/otp/verify', right)).status).toBe(200)
  expect((await post('/api/otp/verify', right)).status).toBe(400)
  const mail = await post('/api/otp/send', { purpose: 'email_quote', email: mailed })
  const typed = { purpose: 'email_quote', email: mailed, code: codeFrom(mail) }
  expect((await post('/api/otp/verify', typed)).status).toBe(200)
  const headers = { authorization: `Bearer ${apiKey}` }
  const stated = { purpose: 'step_up', phone_e164: calling, subject: other }
  const called = await post('/api/otp/send', stated, headers)
  expect(called.status).toBe(200)
  const confirmed = { ...stated, code: codeFrom(called) }
  expect((await post('/api/otp/verify', confirmed, headers)).status).toBe(200)
}

/** Links, and what right codes and links open. */
const driveLinks = async ({ witness, server, apiKey }: Prepared): Promise<readonly Marker[]> => {
  const headers = { authorization: `Bearer ${apiKey}` }
  const tokens: string[] = []
  for (const [purpose, email] of [
    ['email_quote', emails[2]],
    ['sign_in', emails[3]],
  ] as const) {
    expect((await witness.post('/api/magic-link/send', { purpose, email })).status).toBe(200)
    const link = (await server.outbox())[0]?.link ?? ''
    const token = new URL(link).searchParams.get('token') ?? ''
    tokens.push(token)
    await witness.get(`/magic-link?token=${token}`)
    await witness.get(`/magic-link/${token}`)
    await witness.post(`/magic-link?token=${token}`, {})
    await witness.post('/api/magic-link/verify', { token }, { origin: `https://${token}.example` })
    expect((await witness.post('/api/magic-link/verify', { token })).status).toBe(200)
    expect((await witness.post('/api/magic-link/verify', { token })).status).toBe(400)
  }
  for (const { name, value: token } of witness.given) {
    const purpose = name === 'step_up_token' ? 'step_up' : 'email_quote'
    await witness.post('/api/otp/redeem', { purpose, token }, headers)
    await witness.post('/api/otp/redeem', { purpose, token }, headers)
    await witness.post('/api/otp/redeem', { purpose, token: `${token}x`, extra: token }, headers)
    await witness.get(`/api/otp/redeem?token=${token}`)
  }
  const values = [...tokens, ...witness.given.map(({ value }) => value)].filter(
    (value) => value !== '',
  )
  return values.map((value, n) => ({
    name: `token ${n}`,
    kind: 'text',
    value: secretPartOf(value),
  }))
}

/** What nobody may see of a token: what stands before it is its kind and the number of a row. */
const secretPartOf = (token: string): string =>
  token.slice(token.search(/[._]/) + 1).replace(/^\d+\./, '')

/** Signs somebody in. What the person itself is shown is not looked at, only where else it comes up. */
const driveSignIn = async ({ witness, server }: Prepared): Promise<readonly Marker[]> => {
  const phone_e164 = phones[11] ?? ''
  const sent = await witness.post('/api/otp/send', { purpose: 'sign_in', phone_e164 })
  const json = { 'content-type': 'application/json' }
  const call = async (path: string, body: unknown, headers = {}) => {
    const init = { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) }
    const answer = await server.fetch(path, init)
    expect(answer.status).toBe(200)
    return JSON.parse(await answer.text()) as { readonly token: string }
  }
  const body = { phoneNumber: phone_e164, otp: codeFrom(sent) }
  const { token } = await call('/api/auth/otp/verify', body)
  const next = await call('/api/auth/rotate', {}, { authorization: `Bearer ${token}` })
  const cookie = { cookie: `countersign=${next.token}` }
  await witness.post('/api/otp/send', { purpose: 'step_up', phone_e164: good }, cookie)
  await witness.post('/api/auth/otp/verify', { ...body, otp: '000000' }, cookie)
  await call('/api/auth/logout', {}, cookie)
  return [token, next.token].map((value, n) => {
    return { name: `session token ${n}`, kind: 'text', value: value.slice(value.indexOf('.') + 1) }
  })
}

const driveRefusals = async ({ witness, folder }: Prepared): Promise<void> => {
  const post = witness.post
  const send = (phone_e164: string, purpose = 'login') =>
    post('/api/otp/send', { purpose, phone_e164 })
  const verify = (phone_e164: string, code: string) =>
    post('/api/otp/verify', { purpose: 'login', phone_e164, code })
  const late = codeFrom(await send(expired))
  changeDatabase(folder, 'update challenges set expires_at_ms = 1 where verified_at_ms is null')
  expect((await verify(expired, late)).status).toBe(400)
  const code = codeFrom(await send(locked))
  for (const typed of [`${code}0`, 'abc', '']) await verify(locked, typed)
  for (let n = 0; n < 4; n++) await verify(locked, otherThan(code))
  expect((await verify(locked, code)).status).toBe(400)
  expect((await send(locked)).status).toBe(429)
  expect((await send(cooling)).status).toBe(200)
  expect((await send(cooling)).status).toBe(429)
  for (const phone of [limited, ...phones.slice(7, 10)]) await send(phone, 'sign_in')
  expect((await send(phones[10] ?? '', 'sign_in')).status).toBe(429)
  expect((await send(good, 'step_up')).status).toBe(401)
}

const driveBadRequests = async ({ witness }: Prepared): Promise<void> => {
  const body = { purpose: 'login', phone_e164: good, email: mailed, code: '123456' }
  const text = JSON.stringify(body)
  for (const path of ['/api/otp/send', '/api/otp/verify']) {
    for (const field of ['purpose', 'channel', 'locale', 'subject', 'client_ip', 'code'])
      for (const value of [good, mailed, [good], { [mailed]: good }])
        await witness.post(path, { purpose: 'login', phone_e164: good, [field]: value })
    for (const bad of [
      body,
      text.slice(0, -5),
      `[${text}]`,
      `"${good}"`,
      text.padEnd(17_000, mailed),
    ])
      await witness.post(path, bad)
    await witness.post(path, body, { 'content-type': `text/plain; x="${good}"` })
    await witness.post(
      path,
      { ...body, email: undefined },
      { authorization: `Bearer ${unknownKey}` },
    )
    await witness.raw(postBytes(path, Buffer.concat([Buffer.from(text), Uint8Array.of(0xff)])))
  }
  for (const path of [`/phones/${good}`, `/api/otp/send?phone_e164=%2B${good.slice(1)}`])
    await witness.get(`${path}&email=${encodeURIComponent(mailed)}`)
  const head = ['Host: localhost', 'Content-Type: application/json', 'Content-Length: 900']
  await witness.abandon(requestText('POST', '/api/otp/send', head) + text)
  await witness.raw(`POST /${good} ${mailed} HTTP/1.1\r\nHost : ${good}\r\n\r\n`)
  await witness.raw(requestText('GET', `http://${good}/${mailed}`))
  await witness.raw(requestText('GET', '/healthz', ['Host: localhost', `X: ${good.repeat(1500)}`]))
}

const driveBrokenStore = async ({ witness, folder }: Prepared): Promise<void> => {
  const both = async () => {
    const sent = await witness.post('/api/otp/send', { purpose: 'login', phone_e164: broken })
    const submitted = { purpose: 'login', phone_e164: broken, code: '123456' }
    return [sent.status, (await witness.post('/api/otp/verify', submitted)).status]
  }
  changeDatabase(folder, 'alter table challenges rename to put_away')
  expect(await both()).toEqual([503, 503])
  changeDatabase(folder, 'alter table put_away rename to challenges')
  expect(await both()).toEqual([200, 400])
}

const codesSentBy = async (server: ServerProcess): Promise<readonly Marker[]> =>
  (await server.outbox()).map(({ code, to, purpose }) => {
    return { name: `code of ${purpose} for ${to}`, kind: 'digits', value: code }
  })

const everyPlace = (folder: string, server: ServerProcess, witness: Witness): readonly Place[] => [
  { name: 'standard output and standard error', bytes: Buffer.from(server.output()) },
  ...witness.answers,
  ...filesIn(folder),
]

test('G1 G4 no code, phone, address, proof, session, link, API key or key is in output, answers, database, write-ahead log or any file, on whatever path', async () => {
  const prepared = await prepare()
  const { folder, server, witness, apiKey } = prepared
  await driveGoodPaths(prepared)
  const linked = await driveLinks(prepared)
  expect(linked.length).toBeGreaterThan(8)
  const tokens = [...linked, ...(await driveSignIn(prepared))]
  await driveRefusals(prepared)
  await driveBadRequests(prepared)
  await driveBrokenStore(prepared)
  const markers = [
    ...recipientMarkers,
    { name: 'API key', kind: 'text', value: apiKey } as const,
    ...tokens,
    ...(await codesSentBy(server)),
  ]
  expect(markers.length).toBeGreaterThan(recipientMarkers.length + 8)
  const secrets = secretsOf(folder)
  expect(secrets.length).toBeGreaterThan(2)
  const search = () => {
    const places = everyPlace(folder, server, witness)
    const outsideKeyRing = places.filter(({ name }) => !name.endsWith('keyring.json'))
    return [...findLeaks(places, markers), ...findLeaks(outsideKeyRing, secrets)]
  }

  const names = everyPlace(folder, server, witness).map(({ name }) => name)
  expect(names).toContain('data/countersign.db-wal')
  expect(names).toContain('data/countersign.db-shm')
  expect(search()).toEqual([])
  expect(await server.stop()).toBe(0)
  expect(server.output()).toContain('the database did not do its work')
  expect(search()).toEqual([])

  // The same search over the same places does find a marker of each kind once it is there.
  writeFileSync(
    join(folder, 'data', 'planted'),
    [...markers, ...secrets].map(({ value }) => Buffer.from(value).toString('base64')).join('\n'),
  )
  expect(new Set(search()).size).toBe(markers.length + secrets.length)
})

test('G1 nor in what a start says that is refused because of a broken key ring', async () => {
  const { folder, server } = await prepare()
  const secrets = secretsOf(folder)
  await server.stop()
  const path = join(folder, 'data', 'secrets', 'keyring.json')
  const whole = readFileSync(path, 'utf8')
  for (const text of [whole.slice(0, -9), whole.replaceAll('"use"', '"uses"'), `x${whole}`]) {
    writeFileSync(path, text)
    const file = writeConfig(folder, {})
    const { exitCode, stdout, stderr } = await runCommand(['serve', '--config', file], { folder })
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toContain('keyring.json: not a key ring')
    expect(findLeaks([{ name: 'stderr', bytes: Buffer.from(stderr) }], secrets)).toEqual([])
  }
})
