import { setTimeout as pauseFor } from 'node:timers/promises'
import { type CountersignOptions, createCountersign, type Hooks, localeTags } from 'countersign'
import { describe, expect, test, vi } from 'vitest'
import { newPhone, testKeyRing } from '../support/deployment.ts'
import { createProving } from './support/proving.ts'
import { medianDifference, rankEffect, takeTurns } from './support/same-time.ts'

const known = new Set<string>()

const knownPhone = () => {
  const phone = newPhone()
  known.add(phone)
  return phone
}

const findRecipient: NonNullable<Hooks['findRecipient']> = ({ recipient }) =>
  known.has(recipient) ? 'known' : 'unknown'

const start = async ({ hooks = { findRecipient }, ...options }: CountersignOptions = {}) => {
  const proving = await createProving({
    hooks,
    purposes: {
      login: { unknownRecipients: 'suppress', resendSeconds: 60 },
      register: {
        unknownRecipients: 'suppress',
        limits: [{ per: 'ip', on: 'send', max: 1000, seconds: 900 }],
      },
      email_quote: { unknownRecipients: 'tell' },
    },
    ...options,
  })
  const { countersign } = proving
  const send = (about: object, headers: Readonly<Record<string, string>> = {}) =>
    countersign.fetch(
      new Request('https://app.acme.example/api/otp/send', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-request-id': 'test', ...headers },
        body: JSON.stringify({ purpose: 'login', ...about }),
      }),
      { peer: '203.0.113.1' },
    )
  const whole = async (response: Response) => ({
    status: response.status,
    headers: [...response.headers],
    body: await response.text(),
  })
  return { ...proving, send, whole, idle: () => countersign.engine.idle() }
}

const untilCalled = ({ messages }: { readonly messages: readonly unknown[] }) =>
  vi.waitUntil(() => messages.length > 0)

describe('I1 for a purpose that does not tell who is known', () => {
  test('known and unknown recipients get the same bytes, and only the known one a message', async () => {
    const { send, whole, idle, provider } = await start()
    const [ama, nobody] = [knownPhone(), newPhone()]
    const answers = [await send({ phone_e164: ama }), await send({ phone_e164: nobody })]
    const [forKnown, forUnknown] = await Promise.all(answers.map(whole))
    expect(forUnknown).toEqual(forKnown)
    await idle()
    expect(provider.messages.map(({ to }) => to.reveal())).toEqual([ama])
  })

  test('a code that was sent after the answer is good, and nothing opens what was not sent', async () => {
    const { send, idle, provider, prove } = await start()
    expect(await prove({ purpose: 'login', phone: knownPhone() }).catch(String)).toContain(
      'no proof',
    )
    const ama = knownPhone()
    await send({ phone_e164: ama })
    await idle()
    expect(provider.messages.at(-1)?.to.reveal()).toBe(ama)
  })

  test('a provider that refuses is not told: the next send is answered alike for both', async () => {
    const { send, whole, idle, provider } = await start()
    provider.answerWith({ kind: 'bad_recipient', reason: 'test' })
    const phones = [knownPhone(), newPhone()]
    for (const phone_e164 of phones) expect((await send({ phone_e164 })).status).toBe(200)
    await idle()
    const again = await Promise.all(
      phones.map(async (phone_e164) => whole(await send({ phone_e164 }))),
    )
    expect(again[0]).toEqual(again[1])
    expect(again[0]?.status).toBe(429)
  })

  test('a repetition is answered alike for both, while the message is under way and after', async () => {
    const { countersign, send, whole, idle, provider } = await start()
    const { promise, resolve } = Promise.withResolvers<{ readonly kind: 'accepted' }>()
    provider.answerWith(() => promise)
    const phones = [knownPhone(), newPhone()]
    const repeat = async (n: number) => {
      const about = { purpose: 'register', phone_e164: phones[n] }
      return whole(await send(about, { 'idempotency-key': `key-of-request-${n}` }))
    }
    for (const n of [0, 1]) expect((await repeat(n)).status).toBe(200)
    await untilCalled(provider)
    const [ofKnown, ofUnknown] = [await repeat(0), await repeat(1)]
    expect(ofKnown).toEqual(ofUnknown)
    expect(ofKnown.status).toBe(200)
    const underWay = { rowsAtMost: 9, state: 'handing_over' } as const
    expect((await countersign.store.deliveries.list(underWay)).length).toBe(1)
    resolve({ kind: 'accepted' })
    await idle()
    expect([await repeat(0), await repeat(1)]).toEqual([ofKnown, ofKnown])
  })

  test('a hook that throws, hangs or says something else has nothing sent, and the answer is the same', async () => {
    const broken: readonly NonNullable<Hooks['findRecipient']>[] = [
      () => {
        throw new Error('no database')
      },
      () => new Promise<never>(() => undefined),
      () => 'perhaps' as 'known',
    ]
    for (const hook of broken) {
      const { send, idle, provider } = await start({
        hooks: { findRecipient: hook, timeoutMs: 20 },
      })
      expect((await send({ phone_e164: knownPhone() })).status).toBe(200)
      await idle()
      expect(provider.messages).toEqual([])
    }
  })

  test('what goes on after an answer is given to the host to wait for', async () => {
    const work: Promise<void>[] = []
    const { send, provider } = await start({
      hooks: { findRecipient, waitUntil: (running) => void work.push(running) },
    })
    await send({ phone_e164: knownPhone() })
    expect(provider.messages).toEqual([])
    await Promise.all(work)
    expect(provider.messages.length).toBe(1)
  })
})

/** Noise of the machine can only make two equal times look different, so a few tries do no harm. */
const triesAtMost = 3

const pairs = 400

test('I2 nobody can tell by the time of the answer who is known, with a slow provider and a hook whose speed differs', async () => {
  const { send, idle, provider } = await start({
    hooks: {
      findRecipient: async ({ recipient }) => {
        if (!known.has(recipient)) return 'unknown'
        await pauseFor(4)
        return 'known'
      },
    },
  })
  provider.answerWith(async () => {
    await pauseFor(8)
    return { kind: 'accepted' }
  })
  const sending = (phone: () => string) => async () => {
    expect((await send({ phone_e164: phone() })).status).toBe(200)
  }
  for (let tries = 1; ; tries++) {
    const samples = await takeTurns(pairs, { one: sending(knownPhone), other: sending(newPhone) })
    await idle()
    const [difference, effect] = [medianDifference(samples), rankEffect(samples)]
    if (difference < 2 && effect < 0.1) break
    if (tries < triesAtMost) continue
    expect.soft(difference).toBeLessThan(2)
    expect(effect).toBeLessThan(0.1)
  }
  expect(provider.messages.length % pairs).toBe(0)
})

describe('I1 "tell"', () => {
  test.each(localeTags)(
    'writes in %s that there is no account, with neither code nor link',
    async (locale) => {
      const { send, idle, provider } = await start()
      await send({ purpose: 'email_quote', email: `nobody-${locale}@acme.example`, locale })
      await idle()
      const [message] = provider.messages
      expect(message).toMatchObject({ locale, channel: 'email' })
      expect(message?.code.reveal()).toBe('')
      expect(message?.text.reveal()).toContain('Acme')
      expect(message?.text.reveal()).not.toMatch(/[0-9{}]|https?:/)
      expect(message?.html?.reveal()).toContain(message?.subject)
    },
  )

  const refused: Readonly<Record<string, CountersignOptions>> = {
    'without the hook': { purposes: { login: { unknownRecipients: 'suppress' } } },
    'for text messages': {
      hooks: { findRecipient },
      purposes: { login: { unknownRecipients: 'tell' } },
    },
  }
  test.each(Object.entries(refused))('is refused at the start %s', (_name, options) => {
    expect(() =>
      createCountersign({ ...options, keyRing: testKeyRing, runChores: 'by_hand' }),
    ).toThrow('purposes.login.unknownRecipients')
  })
})
