import {
  createAuditor,
  createOperator,
  type LogFields,
  type Policies,
  type SwitchScope,
  silentLog,
  systemRandom,
} from 'countersign'
import { createRecordingProvider } from 'countersign/testing'
import { describe, expect, test } from 'vitest'
import { createCallRecords } from '../../src/engine/delivery/call-records.ts'
import { createEventsOf } from '../../src/engine/events-of.ts'
import {
  createDeployment,
  newPhone,
  type OpenStore,
  stores,
  testKeyRing,
} from '../support/deployment.ts'

const login = (phone_e164: string) => ({ purpose: 'login', phone_e164 })
const signIn = (phone_e164: string) => ({ purpose: 'sign_in', phone_e164 })

const createSwitched = async (store: OpenStore) => {
  const [arkesel, twilio] = [createRecordingProvider('arkesel'), createRecordingProvider('twilio')]
  const lines: LogFields[] = []
  const note = (fields: LogFields) => void lines.push(fields)
  const log = { ...silentLog, info: note, warn: note }
  const mail = createRecordingProvider('smtp')
  const channels = { sms: [arkesel, twilio], email: [mail] }
  const under = await createDeployment({ store, channels, log })
  await under.store.integrations.ensure(['arkesel', 'twilio', 'smtp'])
  const auditor = createAuditor(testKeyRing, systemRandom)
  const policies: Policies = {}
  const parts = { store: under.store, keyRing: testKeyRing, policies, auditor }
  const operator = createOperator(parts)
  const actor = 'admin:kofi'
  return {
    ...{ ...under, arkesel, twilio, mail, lines },
    tags: () => lines.flatMap(({ tag }) => tag ?? []),
    off: (scope: SwitchScope, target: string | null = null) =>
      operator.switchOff({ scope, target, reason: 'a test', actor }),
    on: (id: string) => operator.switchOn({ id, actor }),
    flip: (id: string, otpEnabled: boolean) =>
      operator.changeIntegration({ id, otpEnabled, actor }),
    send: async (body: object) => {
      const answer = await under.post('/api/otp/send', body)
      return { status: answer.status, body: await answer.json() }
    },
    verify: async (body: object) => {
      const answer = await under.post('/api/otp/verify', body)
      return { status: answer.status, body: await answer.json() }
    },
  }
}

const skipped = { status: 200, body: { status: 'skipped' } }
const disabled = { status: 503, body: { code: 'otp_disabled' } }
const sent = { status: 200, body: { status: 'sent' } }

describe.each(Object.entries(stores))('switches on the %s store', (_name, store) => {
  test('A3 A4 with its only providers off, an additive purpose is skipped and any other is refused', async () => {
    const under = await createSwitched(store)
    for (const id of ['arkesel', 'twilio']) await under.flip(id, false)
    const phone = newPhone()
    expect(await under.send(login(phone))).toMatchObject(skipped)
    for (const code of ['123456', 'no code at all'])
      expect(await under.verify({ ...login(phone), code })).toMatchObject(skipped)
    expect(await under.send(signIn(phone))).toMatchObject(disabled)
    expect(await under.verify({ ...signIn(phone), code: '123456' })).toMatchObject(disabled)
    expect([under.arkesel.messages, under.twilio.messages]).toEqual([[], []])
  })

  test('A3 the change counts for the next request, in both directions', async () => {
    const under = await createSwitched(store)
    await under.flip('twilio', false)
    for (const isOn of [true, false, true, false]) {
      await under.flip('arkesel', isOn)
      expect(await under.send(login(newPhone()))).toMatchObject(isOn ? sent : skipped)
    }
    expect(under.arkesel.messages).toHaveLength(2)
  })

  test('A13 F2 with one provider off the next one sends, and the first is not called', async () => {
    const under = await createSwitched(store)
    await under.flip('arkesel', false)
    expect(await under.send(login(newPhone()))).toMatchObject(sent)
    expect([under.arkesel.messages.length, under.twilio.messages.length]).toEqual([0, 1])
    expect(await under.store.deliveries.list({ rowsAtMost: 9 })).toMatchObject([
      { integration: 'twilio', calls: 1, state: 'accepted' },
    ])
  })

  test('A4 A9 what is skipped takes nothing: limits, cool-down and idempotency keys are free afterwards', async () => {
    const under = await createSwitched(store)
    const phone = newPhone()
    const { id } = await under.off('all')
    for (let n = 0; n < 10; n++) expect(await under.send(login(phone))).toMatchObject(skipped)
    await under.on(id)
    expect(await under.send(login(phone))).toMatchObject(sent)
  })

  test('A4 a check for an address that no channel of the purpose reaches is refused, and never skipped', async () => {
    const under = await createSwitched(store)
    const about = { purpose: 'login', email: 'ama@acme.example', code: '123456' }
    const refused = { status: 400, body: { code: 'invalid_request' } }
    expect(await under.verify(about)).toMatchObject(refused)
    await under.off('all')
    expect(await under.verify(about)).toMatchObject(refused)
  })

  test('E4 a code in flight when codes are switched off is not looked at, and works when they are on again', async () => {
    const under = await createSwitched(store)
    const phone = newPhone()
    await under.send(signIn(phone))
    const code = under.arkesel.messages[0]?.code.reveal() ?? ''
    const { id } = await under.off('purpose', 'sign_in')
    for (let n = 0; n < 10; n++)
      expect(await under.verify({ ...signIn(phone), code: '000000' })).toMatchObject(disabled)
    await under.on(id)
    expect(await under.verify({ ...signIn(phone), code })).toMatchObject({
      body: { status: 'verified' },
    })
  })

  test.each([
    ['all', null],
    ['channel', 'sms'],
    ['country', 'GH'],
    ['purpose', 'login'],
  ] as const)('F2 E4 a switch of scope %s stops what it names', async (scope, target) => {
    const under = await createSwitched(store)
    const { id } = await under.off(scope, target)
    expect(await under.send(login(newPhone()))).toMatchObject(skipped)
    expect(await under.send(login('+447911123456'))).toMatchObject(
      scope === 'country' ? sent : skipped,
    )
    const mail = await under.send({ purpose: 'email_quote', email: 'ama@example.com' })
    expect(mail).toMatchObject(scope === 'all' ? disabled : sent)
    await under.on(id)
    expect(await under.send(login(newPhone()))).toMatchObject(sent)
  })

  test('E4 two switches that stop the same thing must both be taken away', async () => {
    const under = await createSwitched(store)
    const one = await under.off('channel', 'sms')
    const other = await under.off('country', 'GH')
    await under.on(one.id)
    expect(await under.send(login(newPhone()))).toMatchObject(skipped)
    await under.on(other.id)
    expect(await under.send(login(newPhone()))).toMatchObject(sent)
  })

  test('A11 G1 log lines carry the tags of their integration, and no code', async () => {
    const under = await createSwitched(store)
    const phone = newPhone()
    under.arkesel.answerWith({ kind: 'funds', reason: 'http 402' })
    await under.send(login(phone))
    const code = under.twilio.messages[0]?.code.reveal() ?? ''
    await under.verify({ ...login(phone), code })
    await under.off('all')
    await under.send(login(newPhone()))
    expect(under.tags()).toEqual([
      '[ARKESEL_OTP_FAILURE]',
      '[TWILIO_OTP_SEND]',
      '[TWILIO_OTP_VERIFY]',
      '[ARKESEL_OTP_DISABLED]',
    ])
    expect(JSON.stringify(under.lines)).not.toContain(code)
    expect(JSON.stringify(under.lines)).not.toContain(phone)
  })

  test('B4 every act on a code is in the log, with what became of it', async () => {
    const under = await createSwitched(store)
    const phone = newPhone()
    await under.send(login(phone))
    const code = under.arkesel.messages[0]?.code.reveal() ?? ''
    const wrong = code === '000000' ? '111111' : '000000'
    for (const typed of [wrong, code, code]) await under.verify({ ...login(phone), code: typed })
    const events = await under.store.audit.list({ rowsAtMost: 50 })
    expect(events.map(({ type, outcome }) => `${type} ${outcome}`).toReversed()).toEqual([
      'code.opened opened',
      'code.settled accepted',
      'code.attempted wrong',
      'code.attempted verified',
      'code.attempted used',
    ])
    const [opened] = events.toReversed()
    expect(JSON.parse(opened?.facts ?? '{}')).toMatchObject({
      ...{ purpose: 'login', country: 'GH', channel: 'sms' },
      range: expect.stringMatching(/^[\w-]{12}$/),
      address: expect.stringMatching(/^[\w-]{12}$/),
    })
    const kept = JSON.stringify(events.map(({ facts, person }) => [facts, person]))
    for (const secret of [code, phone, phone.slice(1, -4), '203.0.113.1'])
      expect(kept).not.toContain(secret)
  })

  test('E1 a call that was held up after its decision is decided anew, and not made if it is off by then', async () => {
    const under = await createSwitched(store)
    const eventsOf = createEventsOf(createAuditor(testKeyRing, systemRandom), testKeyRing)
    await under.send(login(newPhone()))
    const [delivery] = await under.store.deliveries.list({ rowsAtMost: 1 })
    const route = {
      ...{ purpose: 'login', country: 'GH' },
      channels: [{ channel: 'sms', integrations: ['arkesel'] }],
    } as const
    let nowMs = 0
    const records = createCallRecords(
      { store: under.store, eventsOf, log: silentLog },
      {
        ...{ opened: { deliveryRef: delivery?.ref, integrations: [] }, route },
        ...{ askedAtMs: 0, nowMs: () => nowMs },
      },
    )
    const made = { ref: delivery?.ref, mayBeMade: true }
    nowMs = 500
    expect(await records.first()).toEqual(made)
    nowMs = 501
    expect(await records.first()).toEqual(made)
    await under.flip('arkesel', false)
    nowMs = 500
    expect(await records.first()).toEqual(made)
    nowMs = 501
    expect(await records.first()).toEqual({ ...made, mayBeMade: false })
    expect(await records.begin('arkesel')).toBeUndefined()
    expect(await records.begin('twilio')).toEqual({ ref: expect.any(String), mayBeMade: true })
  })
})
