import {
  createSecret,
  type DeliveryOutcome,
  type Provider,
  readPhone,
  type Store,
} from 'countersign'
import { createArkesel } from 'countersign/providers/arkesel'
import { createResend } from 'countersign/providers/resend'
import { createTwilio } from 'countersign/providers/twilio'
import { createMemoryStore } from 'countersign/stores/memory'
import { createRecordingProvider } from 'countersign/testing'
import {
  createFakeArkesel,
  createFakeResend,
  createFakeTwilio,
  errorPage,
} from 'countersign/testing/fake-services'
import { describe, expect, onTestFinished, test } from 'vitest'
import { accountSid, messagingServiceSid, secret } from '../providers/support/under-test.ts'
import { createDeployment, newPhone, type OpenStore, stores } from '../support/deployment.ts'

const parts = { secret, callbackUrl: undefined }
const login = (phone_e164: string) => ({ purpose: 'login', phone_e164 })
const codeIn = (text: string | undefined) => /\b\d{6}\b/.exec(text ?? '')?.[0] ?? ''

/** Text messages by Arkesel and, if that is down, by Twilio: real adapters on local services. */
const createPair = async (store: OpenStore) => {
  const [arkesel, twilio] = [await createFakeArkesel(), await createFakeTwilio()]
  onTestFinished(() => Promise.all([arkesel.stop(), twilio.stop()]).then(() => undefined))
  const settings = { accountSid, messagingServiceSid, baseUrl: twilio.url }
  const sms: readonly Provider[] = [
    createArkesel({ settings: { senderId: 'Acme', baseUrl: arkesel.url }, ...parts }),
    createTwilio({ settings, ...parts }),
  ]
  const under = await createDeployment({ store, channels: { sms } })
  return { arkesel, twilio, under }
}

const listed = async (store: Store) =>
  (await store.deliveries.list({ rowsAtMost: 100 })).map(
    ({ integration, state, calls, reason, messageId, country, maskedRecipient }) => ({
      ...{ integration, state, calls, reason, messageId, country, maskedRecipient },
    }),
  )

describe.each(Object.entries(stores))('deliveries on the %s store', (_name, store) => {
  test('F3 B11 with Arkesel down Twilio takes over: one message accepted, and both are on record', async () => {
    const { arkesel, twilio, under } = await createPair(store)
    arkesel.breakWith(errorPage(503))
    const phone = newPhone()
    expect((await under.post('/api/otp/send', login(phone))).status).toBe(200)
    expect([arkesel.messages.length, twilio.messages.length]).toEqual([0, 1])
    expect([arkesel.requests.length, twilio.requests.length]).toEqual([3, 1])
    const maskedRecipient = `+233•••${phone.slice(-2)}`
    const [message] = twilio.messages
    expect(await listed(under.store)).toEqual([
      {
        ...{ integration: 'twilio', state: 'accepted', calls: 1, reason: null },
        ...{ messageId: message?.id, country: 'GH', maskedRecipient },
      },
      {
        ...{ integration: 'arkesel', state: 'failed', calls: 3, reason: 'transient: http 503' },
        ...{ messageId: null, country: 'GH', maskedRecipient },
      },
    ])
    const body = { ...login(phone), code: codeIn(message?.text) }
    expect((await under.post('/api/otp/verify', body)).status).toBe(200)
  })

  test('F3 A9 B2 with both down: 502, the quota is untouched, and the older code still works', async () => {
    const { arkesel, twilio, under } = await createPair(store)
    const phone = newPhone()
    expect((await under.post('/api/otp/send', login(phone))).status).toBe(200)
    const older = codeIn(arkesel.messages[0]?.text)
    under.clock.advance(60_000)
    arkesel.answerWith('no_balance')
    twilio.refuseWith(30001)
    for (let n = 0; n < 10; n++) {
      const failed = await under.post('/api/otp/send', login(phone))
      expect(failed.status).toBe(502)
      expect(await failed.json()).toMatchObject({ code: 'delivery_failed' })
    }
    expect(arkesel.messages.length + twilio.messages.length).toBe(1)
    arkesel.answerWith(undefined)
    const verified = await under.post('/api/otp/verify', { ...login(phone), code: older })
    expect(verified.status).toBe(200)
    const states = (await listed(under.store)).map(({ state }) => state)
    expect(states.filter((state) => state === 'failed')).toHaveLength(states.length - 1)
  })

  test('B4 every call of a provider is on record before the provider sees it', async () => {
    const [first, second] = [createRecordingProvider('first'), createRecordingProvider('second')]
    const under = await createDeployment({ store, channels: { sms: [first, second] } })
    const seen: [made: number, recorded: number][] = []
    const look = (kind: 'transient' | 'accepted') => async (): Promise<DeliveryOutcome> => {
      const rows = await under.store.deliveries.list({ rowsAtMost: 100 })
      const recorded = rows.reduce((sum, { calls }) => sum + calls, 0)
      seen.push([first.messages.length + second.messages.length, recorded])
      return { kind }
    }
    first.answerWith(look('transient'))
    second.answerWith(look('accepted'))
    await under.post('/api/otp/send', login(newPhone()))
    expect(seen).toEqual([1, 2, 3, 4].map((calls) => [calls, calls]))
    const refs = (await under.store.deliveries.list({ rowsAtMost: 2 })).map(({ ref }) => ref)
    expect([second.messages[0]?.callbackRef, first.messages[0]?.callbackRef]).toEqual(refs)
  })

  test('B4 L1 a crash between record and call leaves the record, which becomes unknown', async () => {
    const dying: OpenStore = async (clock) => {
      const living = await store(clock)
      return {
        ...living,
        open: async (request) => {
          await living.open(request)
          throw new Error('killed')
        },
      }
    }
    const under = await createDeployment({ store: dying })
    await under.post('/api/otp/send', login(newPhone()))
    expect(under.provider.messages).toEqual([])
    expect(await listed(under.store)).toMatchObject([{ state: 'handing_over', calls: 1 }])
    under.clock.advance(15_000)
    expect(await under.store.sweep({ rowsAtMost: 100 })).toMatchObject({ resolved: 1 })
    expect(await listed(under.store)).toMatchObject([{ state: 'unknown', calls: 1 }])
  })

  test('B12 F3 nobody is asked for a code that was used while its outcome was unknown', async () => {
    const [first, second] = [createRecordingProvider('first'), createRecordingProvider('second')]
    const under = await createDeployment({ store, channels: { sms: [first, second] } })
    const phone = newPhone()
    first.answerWith(async () => {
      const code = first.messages[0]?.code.reveal()
      const verified = await under.post('/api/otp/verify', { ...login(phone), code })
      expect(verified.status).toBe(200)
      return { kind: 'unknown' }
    })
    expect((await under.post('/api/otp/send', login(phone))).status).toBe(200)
    expect([first.messages.length, second.messages.length]).toEqual([1, 0])
    expect(await listed(under.store)).toMatchObject([{ integration: 'first', state: 'unknown' }])
  })

  test('B6 a person who opted out is sent nothing more until cleared, and no caller can tell', async () => {
    const under = await createDeployment({ store })
    const phone = newPhone()
    under.provider.answerWith({ kind: 'opted_out', reason: '21610' })
    expect((await under.post('/api/otp/send', login(phone))).status).toBe(502)
    under.provider.answerWith({ kind: 'accepted' })

    const ask = (phone_e164: string, peer: string) =>
      under.post('/api/otp/send', { purpose: 'sign_in', phone_e164 }, { peer })
    const [other, silent] = [await ask(newPhone(), '192.0.2.1'), await ask(phone, '192.0.2.2')]
    expect([silent.status, [...silent.headers]]).toEqual([other.status, [...other.headers]])
    expect(await silent.text()).toBe(await other.text())
    expect((await ask(phone, '192.0.2.2')).status).toBe(429)
    expect(under.provider.messages).toHaveLength(2)

    const rows = await under.store.suppressions.list({ rowsAtMost: 10 })
    const maskedRecipient = `+233•••${phone.slice(-2)}`
    expect(rows).toMatchObject([{ maskedRecipient, channel: 'sms', reason: 'opted_out' }])
    const [delivery] = await under.store.deliveries.list({ rowsAtMost: 1, state: 'failed' })
    expect(delivery?.reason).toBe('opted_out: 21610')
  })

  test('B4 a person with a fixed code, and a number that is not served, leave no delivery', async () => {
    const reviewer = newPhone()
    const recipient = readPhone(reviewer)
    if (recipient === undefined) throw new Error('no phone')
    const fixed = { recipient, code: createSecret('123456'), untilMs: Number.MAX_SAFE_INTEGER }
    const under = await createDeployment({ store, countries: ['GH'], testRecipients: [fixed] })
    for (const phone of [reviewer, '+12423591234'])
      expect((await under.post('/api/otp/send', login(phone))).status).toBe(200)
    expect(await listed(under.store)).toEqual([])
  })
})

test('B4 K3 when the store cannot write a call down, nobody is called', async () => {
  const [first, second] = [createRecordingProvider('first'), createRecordingProvider('second')]
  first.answerWith({ kind: 'policy' })
  const lines: string[] = []
  const note = (_fields: object, message: string) => void lines.push(message)
  const failing: OpenStore = async (clock) => {
    const store = createMemoryStore({ clock })
    const begin = async () => Promise.reject(new Error('the disk is full'))
    return { ...store, deliveries: { ...store.deliveries, begin } }
  }
  const under = await createDeployment({
    store: failing,
    channels: { sms: [first, second] },
    log: { info: note, warn: note, error: note },
  })
  expect((await under.post('/api/otp/send', login(newPhone()))).status).toBe(502)
  expect([first.messages.length, second.messages.length]).toEqual([1, 0])
  expect(lines).toContain('a provider was not called, because that could not be written down')
})

test('G1 B6 the log names a suppressed recipient in a masked form only', async () => {
  const lines: string[] = []
  const note = (fields: object, message: string) =>
    void lines.push(JSON.stringify([fields, message]))
  const under = await createDeployment({ log: { info: note, warn: note, error: note } })
  const phone = newPhone()
  under.provider.answerWith({ kind: 'opted_out' })
  await under.post('/api/otp/send', login(phone))
  await under.post('/api/otp/send', login(phone))
  const suppressed = lines.filter((line) => line.includes('a recipient is suppressed'))
  expect(suppressed).toHaveLength(1)
  expect(suppressed[0]).toContain(`"to":"+233•••${phone.slice(-2)}"`)
  expect(lines.join()).not.toContain(phone.slice(4))
})

test('E5 a message that Resend took without our hearing of it is sent again and arrives once', async () => {
  const fake = await createFakeResend()
  onTestFinished(() => fake.stop())
  const settings = { from: 'Acme <otp@acme.example>', baseUrl: fake.url }
  const email = [createResend({ settings, ...parts })]
  const under = await createDeployment({ channels: { email } })
  fake.breakWith({ kind: 'reset' }, 1)
  const body = { purpose: 'email_quote', email: 'ama@example.com' }
  expect((await under.post('/api/otp/send', body)).status).toBe(200)
  expect([fake.requests.length, fake.messages.length]).toEqual([2, 1])
  const [first, second] = fake.requests
  expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key'])
  expect(second?.body).toBe(first?.body)
  expect(await listed(under.store)).toMatchObject([
    { integration: 'resend', state: 'accepted', calls: 2, messageId: fake.messages[0]?.id },
  ])
})
