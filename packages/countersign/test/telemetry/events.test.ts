import {
  createSecret,
  defaultPolicy,
  type Policies,
  readPhone,
  type TelemetryEvent,
} from 'countersign'
import { describe, expect, test } from 'vitest'
import {
  createDeployment,
  type DeploymentOptions,
  newPhone,
  stores,
} from '../support/deployment.ts'
import { createRecordingTelemetry } from '../support/recording-telemetry.ts'

const wrong = (code: string) => (code === '000000' ? '000001' : '000000')

const setUp = async (options: DeploymentOptions = {}) => {
  const telemetry = createRecordingTelemetry()
  const under = await createDeployment({ telemetry, ...options })
  const send = (body: object, headers = {}) =>
    under.post('/api/otp/send', { purpose: 'login', ...body }, { headers })
  const verify = (body: object) => under.post('/api/otp/verify', { purpose: 'login', ...body })
  return { ...under, under, telemetry, send, verify }
}

const outcomes = (events: readonly { readonly outcome: string }[]) =>
  events.map(({ outcome }) => outcome)

describe('B9 E11 what is counted of calls for a code', () => {
  test('a code that was sent, with its purpose, channel, country and integration', async () => {
    const { telemetry, send } = await setUp()
    await send({ phone_e164: '+233244123456' })
    await send({ purpose: 'email_quote', phone_e164: undefined, email: 'ama@example.com' })
    const sent = { kind: 'send_answered', outcome: 'sent', integration: 'recording' }
    expect(telemetry.of('send_answered')).toEqual([
      { ...sent, purpose: 'login', channel: 'sms', country: 'GH' },
      { ...sent, purpose: 'email_quote', channel: 'email', country: undefined },
    ])
  })

  test('cool-down, lock, limit, and which limit it was', async () => {
    const policies: Policies = {
      login: {
        ...defaultPolicy,
        ...{ maxAttempts: 1, resendSeconds: 30 },
        limits: [{ per: 'ip', on: 'send', max: 2, seconds: 900 }],
      },
    }
    const { telemetry, send, verify, lastCode } = await setUp({ policies })
    const phone_e164 = newPhone()
    await send({ phone_e164 })
    await send({ phone_e164 })
    await verify({ phone_e164, code: wrong(lastCode()) })
    await send({ phone_e164 })
    await send({ phone_e164: newPhone() })
    await send({ phone_e164: newPhone() })
    expect(outcomes(telemetry.of('send_answered'))).toEqual([
      ...['sent', 'cooling_down', 'locked', 'sent', 'limited'],
    ])
    expect(telemetry.of('limit_hit')).toEqual([
      { kind: 'limit_hit', purpose: 'login', limit: 'ip', on: 'send', isShadow: false },
    ])
  })

  test('a provider that refuses or does not answer, and what each of its calls came to', async () => {
    const { telemetry, send, provider } = await setUp({ deliveryTimeoutMs: 30 })
    provider.answerWith({ kind: 'policy' })
    await send({ phone_e164: newPhone() })
    provider.answerWith(() => new Promise(() => undefined))
    await send({ phone_e164: newPhone() })
    provider.answerWith(() => Promise.reject(new Error('broken')))
    await send({ phone_e164: newPhone() })
    const ended = telemetry.of('send_answered')
    expect(outcomes(ended)).toEqual(['delivery_failed', 'unknown', 'unknown'])
    expect(ended.map(({ integration }) => integration)).toEqual([
      ...[undefined, 'recording', 'recording'],
    ])
    const calls = telemetry.of('provider_called')
    expect(outcomes(calls)).toEqual(['policy', 'unknown', 'unknown'])
    expect(calls[1]?.seconds).toBeGreaterThan(0.02)
  })

  test('a breaker that opens: from then on nobody is called', async () => {
    const { telemetry, send, provider } = await setUp()
    provider.answerWith({ kind: 'funds' })
    for (let n = 0; n < 7; n++) await send({ phone_e164: newPhone() })
    expect(telemetry.of('breaker_moved').map(({ state }) => state)).toEqual(['closed', 'open'])
    expect(telemetry.of('provider_called')).toHaveLength(5)
  })

  test('F4 a number out of reach, a test recipient and a repetition, which nobody outside can tell from a code that was sent', async () => {
    const recipient = readPhone('+233244000001')
    if (recipient === undefined) throw new Error('no phone')
    const { telemetry, send, clock } = await setUp({
      countries: ['GH'],
      testRecipients: [{ recipient, code: createSecret('135791'), untilMs: Date.now() * 2 }],
    })
    expect(clock.now()).toBeLessThan(Date.now() * 2)
    const key = { 'idempotency-key': 'k' }
    const answers = [
      await send({ phone_e164: '+447911123456' }),
      await send({ phone_e164: recipient.address.reveal() }),
      await send({ phone_e164: '+233244000002' }, key),
      await send({ phone_e164: '+233244000002' }, key),
    ]
    const bodies = await Promise.all(answers.map((answer) => answer.text()))
    expect(new Set(bodies).size).toBe(1)
    expect(outcomes(telemetry.of('send_answered'))).toEqual([
      ...['out_of_reach', 'test_recipient', 'sent', 'repeated'],
    ])
    expect(telemetry.of('provider_called')).toHaveLength(1)
  })

  test('a store that does not answer, in every event that is about it', async () => {
    const { telemetry, send, verify, store } = await setUp({ store: stores.sqlite })
    await store.close()
    expect((await send({ phone_e164: newPhone() })).status).toBe(503)
    expect((await verify({ phone_e164: newPhone(), code: '123456' })).status).toBe(503)
    expect(outcomes(telemetry.of('send_answered'))).toEqual(['unavailable'])
    expect(outcomes(telemetry.of('verify_answered'))).toEqual(['unavailable'])
    const asked = telemetry.of('store_asked')
    expect(asked.map(({ verb, hasFailed }) => [verb, hasFailed])).toEqual([
      ['close', false],
      ['open', true],
      ['attempt', true],
    ])
  })

  test('G1 but not a purpose that there is none of: it is whatever somebody wrote', async () => {
    const { telemetry, send, verify } = await setUp()
    await send({ purpose: '+233244123456', phone_e164: newPhone() })
    await verify({ purpose: '+233244123456', phone_e164: newPhone(), code: '123456' })
    expect(telemetry.events.map(({ kind }) => kind)).toEqual([
      ...['breaker_moved', 'request_answered', 'request_answered'],
    ])
  })
})

describe('B9 E11 what is counted of checks', () => {
  test('each reason by its name, though people are told the same of all', async () => {
    const { telemetry, send, verify, lastCode, clock } = await setUp()
    const phone_e164 = newPhone()
    await verify({ phone_e164, code: 'abc' })
    await verify({ phone_e164, code: '123456' })
    await send({ phone_e164 })
    await verify({ phone_e164, code: wrong(lastCode()) })
    await verify({ phone_e164, code: lastCode() })
    await verify({ phone_e164, code: lastCode() })
    const late = newPhone()
    await send({ phone_e164: late })
    clock.advance(600_000)
    await verify({ phone_e164: late, code: lastCode() })
    expect(outcomes(telemetry.of('verify_answered'))).toEqual([
      ...['malformed', 'unknown', 'wrong', 'verified', 'used', 'expired'],
    ])
  })

  test('a conversion, with the country and the integration that its code had gone by', async () => {
    const { telemetry, send, verify, lastCode } = await setUp()
    const phone_e164 = '+919876543210'
    await send({ phone_e164 })
    await verify({ phone_e164, code: lastCode() })
    expect(telemetry.of('verified')).toEqual([
      { kind: 'verified', purpose: 'login', country: 'IN', integration: 'recording' },
    ])
  })

  test('of a code that another process had sent only the country is known', async () => {
    const here = await setUp()
    const there = await setUp({ store: async () => here.store })
    await here.send({ phone_e164: '+919876543210' })
    await there.verify({ phone_e164: '+919876543210', code: here.lastCode() })
    expect(there.telemetry.of('verified')).toEqual([
      { kind: 'verified', purpose: 'login', country: 'IN', integration: undefined },
    ])
  })

  test('limits on checks, and shadow limits, which refuse nobody', async () => {
    const limit = { per: 'ip', max: 1, seconds: 900 } as const
    const policies: Policies = {
      login: {
        ...defaultPolicy,
        limits: [
          { ...limit, on: 'send', shadow: true },
          { ...limit, on: 'verify' },
        ],
      },
    }
    const { telemetry, send, verify } = await setUp({ policies })
    for (const phone_e164 of [newPhone(), newPhone()]) {
      expect((await send({ phone_e164 })).status).toBe(200)
      await verify({ phone_e164, code: '000000' })
    }
    const hit = { kind: 'limit_hit', purpose: 'login', limit: 'ip' }
    expect(telemetry.of('limit_hit')).toEqual([
      { ...hit, on: 'send', isShadow: true },
      { ...hit, on: 'verify', isShadow: false },
    ])
  })
})

describe('B9 what is counted of requests', () => {
  test('G1 C16 the pattern of the route, never the path, the query or a method that somebody made up', async () => {
    const { telemetry, fetch } = await setUp()
    const ask = (path: string, method = 'GET') =>
      fetch(new Request(`http://otp.acme.example${path}`, { method }))
    await ask('/healthz?token=t')
    await ask('/phones/+233244123456')
    await ask('/api/otp/send', 'DELETE')
    await ask('/healthz', 'X233244123456')
    const seen = telemetry.of('request_answered')
    expect(seen.map(({ method, route, status }) => [method, route, status])).toEqual([
      ['GET', '/healthz', 200],
      ['GET', 'none', 404],
      ['DELETE', '/api/otp/send', 405],
      ['other', '/healthz', 405],
    ])
    for (const { seconds } of seen) expect(seconds).toBeGreaterThan(0)
  })
})

describe('B9 a sink cannot touch the work it watches', () => {
  const sinks: Readonly<Record<string, (event: TelemetryEvent) => unknown>> = {
    'that throws': () => {
      throw new Error('the sink is broken')
    },
    'that rejects': async () => {
      throw new Error('the sink is broken')
    },
    'that never ends': () => new Promise(() => undefined),
  }

  test.each(Object.entries(sinks))('%s', async (_how, record) => {
    const telemetry = { record: record as (event: TelemetryEvent) => void }
    const { send, verify, lastCode } = await setUp({ telemetry })
    const phone_e164 = newPhone()
    expect((await send({ phone_e164 })).status).toBe(200)
    expect((await verify({ phone_e164, code: lastCode() })).status).toBe(200)
  })
})
