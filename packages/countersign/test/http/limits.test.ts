import {
  builtInPurposes,
  createAuditor,
  createSecret,
  defaultPolicy,
  type Log,
  type Policies,
  readPhone,
  systemRandom,
} from 'countersign'
import { apiKeyHash } from 'countersign/http'
import { describe, expect, test } from 'vitest'
import {
  createDeployment,
  type Deployment,
  newPhone,
  stores,
  testKeyRing,
} from '../support/deployment.ts'

const policies = (limits: Policies[string]['limits']): Policies => ({
  plain: {
    ...defaultPolicy,
    channels: ['sms', 'email'],
    resendSeconds: 0,
    maxAttempts: 10,
    limits,
  },
})

const statusOf = async (answer: Promise<Response>) => (await answer).status

const makeApiKey = async (under: Deployment, name: string) => {
  const key = `ck_${name.padEnd(43, 'x')}`
  const hash = apiKeyHash(testKeyRing, createSecret(key))
  const audit = createAuditor(testKeyRing, systemRandom)({ type: 'api_key.created' })
  await under.store.apiKeys.create({ name, hash, audit })
  return { authorization: `Bearer ${key}` }
}

describe.each(Object.entries(stores))('limits on the %s store', (_name, store) => {
  const send = (under: Deployment, body: object, options = {}) =>
    statusOf(under.post('/api/otp/send', { purpose: 'plain', ...body }, options))

  test('B2 a purpose limit and a global limit count everybody', async () => {
    const limits = [{ per: 'purpose', on: 'send', max: 2, seconds: 60 }] as const
    const shared = { per: 'global', on: 'send', max: 3, seconds: 60 } as const
    const two = {
      plain: { ...policies([...limits, shared])['plain'] },
      other: { ...policies([shared])['plain'] },
    } as Policies
    const under = await createDeployment({ store, policies: two })
    const ask = (purpose: string) => send(under, { purpose, phone_e164: newPhone() })
    expect([await ask('plain'), await ask('plain'), await ask('plain')]).toEqual([200, 200, 429])
    expect([await ask('other'), await ask('other')]).toEqual([200, 429])
  })

  test('B1 B2 a global limit counts everybody, where purposes allow different numbers too', async () => {
    const each = (max: number) =>
      policies([{ per: 'global', on: 'send', max, seconds: 3600 }])['plain'] ?? defaultPolicy
    const under = await createDeployment({
      store,
      policies: { plain: each(120), other: each(90), narrow: each(81) },
    })
    const send20 = (purpose: string) =>
      Promise.all(
        Array.from({ length: 20 }, () => send(under, { purpose, phone_e164: newPhone() })),
      )
    const sent = (statuses: readonly number[]) => statuses.filter((status) => status === 200).length
    for (let n = 0; n < 4; n++) expect(sent(await send20('plain'))).toBe(20)
    expect(sent(await send20('narrow'))).toBe(1)
    expect(sent(await send20('other'))).toBe(9)
    expect(sent([...(await send20('plain')), ...(await send20('plain'))])).toBe(30)
  })

  test('B2 a user is limited by the subject that a server with an API key states', async () => {
    const under = await createDeployment({
      store,
      policies: policies([
        { per: 'subject', on: 'send', max: 1, seconds: 60 },
        { per: 'ip', on: 'send', max: 2, seconds: 60 },
      ]),
    })
    const headers = await makeApiKey(under, 'shop')
    const ask = (subject: string, client_ip: string) =>
      send(under, { phone_e164: newPhone(), subject, client_ip }, { headers })
    expect(await ask('ama', '198.51.100.1')).toBe(200)
    expect(await ask('ama', '198.51.100.2')).toBe(429)
    expect(await ask('kofi', '198.51.100.1')).toBe(200)
    expect(await ask('esi', '198.51.100.1')).toBe(429)
    expect(await ask('esi', '198.51.100.3')).toBe(200)
  })

  test('J2 nobody without an API key can state a subject or an address', async () => {
    const under = await createDeployment({ store, policies: policies([]) })
    for (const stated of [{ subject: 'ama' }, { client_ip: '198.51.100.1' }])
      expect(await send(under, { phone_e164: newPhone(), ...stated })).toBe(401)
    const headers = { authorization: `Bearer ck_${'y'.repeat(43)}` }
    expect(await send(under, { phone_e164: newPhone() }, { headers })).toBe(401)
    expect(under.provider.messages).toEqual([])
  })

  test('B7 A1 all spellings of one phone share its limits and its code', async () => {
    const limits = [{ per: 'recipient', on: 'send', max: 2, seconds: 60 }] as const
    const under = await createDeployment({ store, policies: policies(limits) })
    const phone = newPhone()
    const withZero = phone.replace('+233', '+2330')
    expect(await send(under, { phone_e164: phone })).toBe(200)
    expect(await send(under, { phone_e164: withZero })).toBe(200)
    expect(await send(under, { phone_e164: phone })).toBe(429)
    expect(await send(under, { phone_e164: withZero })).toBe(429)
    const code = under.lastCode()
    const right = { purpose: 'plain', phone_e164: phone, code }
    expect(await statusOf(under.post('/api/otp/verify', right))).toBe(200)
  })

  test('B7 all aliases of one mailbox share the limits of a recipient, and are different people', async () => {
    const under = await createDeployment({
      store,
      policies: policies([{ per: 'recipient', on: 'send', max: 2, seconds: 60 }]),
    })
    expect(await send(under, { email: 'ama.mensah@example.com' })).toBe(200)
    expect(await send(under, { email: 'AmaMensah+1@example.com' })).toBe(200)
    expect(await send(under, { email: 'a.m.a.mensah+2@example.com' })).toBe(429)
    expect(await send(under, { email: 'kofi@example.com' })).toBe(200)
    const body = { purpose: 'plain', email: 'amamensah+3@example.com' }
    const code = under.provider.messages[1]?.code.reveal()
    expect(await statusOf(under.post('/api/otp/verify', { ...body, code }))).toBe(400)
  })

  test.each([
    ['one provider gives under two domains', 'a.ma+1@googlemail.com', 'ama@gmail.com', 429],
    ['begin with a plus', '+ama@example.com', '+kofi@example.com', 200],
  ])('B7 whether addresses are one mailbox that %s', async (_what, one, other, status) => {
    const limits = [{ per: 'recipient', on: 'send', max: 1, seconds: 60 }] as const
    const under = await createDeployment({ store, policies: policies(limits) })
    expect(await send(under, { email: one })).toBe(200)
    expect(await send(under, { email: other })).toBe(status)
  })

  test('B2 SP-10 a shadow limit refuses nobody and is reported', async () => {
    const warnings: unknown[] = []
    const log: Log = {
      info: () => undefined,
      warn: (fields) => warnings.push(fields),
      error: () => undefined,
    }
    const limits = [{ per: 'ip', on: 'send', max: 1, seconds: 60, shadow: true }] as const
    const under = await createDeployment({ store, policies: policies(limits), log })
    for (let n = 0; n < 3; n++) expect(await send(under, { phone_e164: newPhone() })).toBe(200)
    const warning = { purpose: 'plain', limit: 'ip', max: 1, seconds: 60 }
    expect(warnings).toEqual([warning, warning])
    const sent = await under.post('/api/otp/send', { purpose: 'plain', phone_e164: newPhone() })
    expect(sent.headers.get('ratelimit')).toBeNull()
  })

  test('A3 F1 wrong codes add up over resends and purposes; then every code is answered like a wrong one', async () => {
    const under = await createDeployment({
      store,
      policies: { ...policies([]), other: policies([])['plain'] as Policies[string] },
      failureBudget: { perHour: 4, perDay: 100, inARow: 100 },
    })
    const phone = newPhone()
    const wrong = () => (under.lastCode() === '000000' ? '000001' : '000000')
    const verify = (purpose: string, code: string) =>
      under.post('/api/otp/verify', { purpose, phone_e164: phone, code })
    for (const purpose of ['plain', 'other', 'plain', 'other']) {
      await send(under, { purpose, phone_e164: phone })
      await verify(purpose, wrong())
    }
    await send(under, { phone_e164: phone })
    const refused = await verify('plain', under.lastCode())
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({ code: 'invalid_code' })
    under.clock.advance(3_600_000)
    await send(under, { phone_e164: phone })
    expect(await statusOf(verify('plain', under.lastCode()))).toBe(200)
  })

  test('F11 a test recipient has a fixed code and gets no message until its date, and passes the limits', async () => {
    const recipient = readPhone('+233200000000')
    if (recipient === undefined) throw new Error('not a phone')
    const untilMs = Date.UTC(2026, 0, 2)
    const testRecipients = [{ recipient, code: createSecret('246810'), untilMs }]
    const under = await createDeployment({ store, policies: builtInPurposes, testRecipients })
    const body = { purpose: 'login', phone_e164: '+233200000000' }
    expect(await statusOf(under.post('/api/otp/send', body))).toBe(200)
    expect(await statusOf(under.post('/api/otp/send', body))).toBe(429)
    expect(under.provider.messages).toEqual([])
    expect(await statusOf(under.post('/api/otp/verify', { ...body, code: '246810' }))).toBe(200)
    expect(await statusOf(under.post('/api/otp/verify', { ...body, code: '246810' }))).toBe(400)

    under.clock.advance(86_400_000)
    expect(await statusOf(under.post('/api/otp/send', body))).toBe(200)
    expect(under.provider.messages).toHaveLength(1)
  })
})
