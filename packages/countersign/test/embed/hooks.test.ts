import {
  type Captcha,
  createSecret,
  type Hooks,
  readPhone,
  type SendDecision,
  type VerifiedEvent,
} from 'countersign'
import { describe, expect, test } from 'vitest'
import { newPhone } from '../support/deployment.ts'
import { createProving } from './support/proving.ts'
import { signIn } from './support/signing-in.ts'

const startWith = async (hooks: Hooks, options: Parameters<typeof createProving>[0] = {}) => {
  const proving = await createProving({ hooks, ...options })
  const post = (path: string, body: unknown) =>
    proving.countersign.fetch(
      new Request(`https://app.acme.example${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-request-id': 'test' },
        body: JSON.stringify(body),
      }),
      { peer: '203.0.113.1' },
    )
  const send = (about: object = {}) =>
    post('/api/otp/send', { purpose: 'login', phone_e164: newPhone(), ...about })
  return { ...proving, post, send }
}

const opened = async ({ countersign }: Awaited<ReturnType<typeof startWith>>) =>
  (await countersign.store.audit.list({ rowsAtMost: 10, types: ['code.opened'] })).length

describe('B10 beforeSend', () => {
  test('is asked with what is known of a request, and lets it pass', async () => {
    const questions: unknown[] = []
    const started = await startWith({
      beforeSend: (question) => {
        questions.push(question)
        return { decision: 'allow' }
      },
    })
    const phone = newPhone()
    expect((await started.send({ phone_e164: phone, locale: 'fr' })).status).toBe(200)
    expect(questions).toEqual([
      {
        purpose: 'login',
        kind: 'phone',
        recipient: phone,
        channel: 'sms',
        country: 'GH',
        locale: 'fr',
        ip: '203.0.113.1',
        subject: undefined,
        isCaller: false,
      },
    ])
  })

  test('refuses, and nothing was used up', async () => {
    const started = await startWith({ beforeSend: () => ({ decision: 'refuse' }) })
    const answer = await started.send()
    expect([answer.status, await answer.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'send_refused' }),
    ])
    expect(await opened(started)).toBe(0)
  })

  test('silences: the answer is the one of a send, and nobody gets a message', async () => {
    const phone = newPhone()
    const started = await startWith({
      beforeSend: ({ recipient }) => ({ decision: recipient === phone ? 'silence' : 'allow' }),
    })
    const [silenced, sent] = [await started.send({ phone_e164: phone }), await started.send()]
    expect([silenced.status, await silenced.text()]).toEqual([sent.status, await sent.text()])
    expect(started.provider.messages.map(({ to }) => to.reveal())).not.toContain(phone)
  })

  test('demands a captcha that the policy does not ask for', async () => {
    const captcha: Captcha = { id: 'lenient', verify: async () => ({ kind: 'passed' }) }
    const started = await startWith({ beforeSend: () => ({ decision: 'captcha' }) }, { captcha })
    expect((await started.send()).status).toBe(403)
    expect((await started.send({ captcha_token: 'done' })).status).toBe(200)
  })

  test('sends by another channel of the purpose', async () => {
    const started = await startWith(
      { beforeSend: () => ({ decision: 'channel', channel: 'whatsapp' }) },
      { purposes: { login: { channels: ['sms', 'whatsapp'] } } },
    )
    expect((await started.send()).status).toBe(200)
    expect(started.provider.messages.map(({ channel }) => channel)).toEqual(['whatsapp'])
  })

  const unusable: Readonly<Record<string, Hooks['beforeSend']>> = {
    throws: () => {
      throw new Error('the risk service is down')
    },
    'never answers': () => new Promise<never>(() => undefined),
    'demands a captcha that there is not': () => ({ decision: 'captcha' }),
    'names a channel that the purpose does not have': () => ({
      decision: 'channel',
      channel: 'email',
    }),
    'decides for something that there is not': () =>
      ({ decision: 'perhaps' }) as unknown as SendDecision,
    'decides for nothing': () => undefined as unknown as SendDecision,
  }
  test.each(Object.entries(unusable))(
    'that %s fails closed: 503, and nothing was used up',
    async (_name, beforeSend) => {
      const started = await startWith({ ...(beforeSend && { beforeSend }), timeoutMs: 20 })
      const answer = await started.send()
      expect([answer.status, await answer.json()]).toEqual([
        503,
        expect.objectContaining({ code: 'unavailable' }),
      ])
      expect(await opened(started)).toBe(0)
      expect(started.provider.messages).toEqual([])
    },
  )

  test('is asked once for each of many sends at once, and each gets its own decision', async () => {
    const phones = Array.from({ length: 20 }, newPhone)
    const refused = new Set(phones.filter((_phone, n) => n % 2 === 0))
    const started = await startWith({
      beforeSend: async ({ recipient }) => {
        await Promise.resolve()
        return { decision: refused.has(recipient) ? 'refuse' : 'allow' }
      },
    })
    const answers = await Promise.all(phones.map((phone_e164) => started.send({ phone_e164 })))
    expect(answers.map(({ status }) => status)).toEqual(
      phones.map((phone) => (refused.has(phone) ? 403 : 200)),
    )
  })
})

describe('D9 E6 onVerified', () => {
  const verifying = async (onVerified: NonNullable<Hooks['onVerified']>) => {
    const started = await startWith({ onVerified })
    const phone = newPhone()
    await started.send({ purpose: 'verify_phone', phone_e164: phone })
    const code = started.provider.messages.at(-1)?.code.reveal()
    const verify = (typed = code) =>
      started.post('/api/otp/verify', { purpose: 'verify_phone', phone_e164: phone, code: typed })
    return { ...started, phone, verify }
  }

  test('is told of a success once, however many ask at once, and of no failure', async () => {
    const events: VerifiedEvent[] = []
    const { phone, verify, clock } = await verifying((event) => void events.push(event))
    await verify('000000')
    expect(events).toEqual([])
    await Promise.all(Array.from({ length: 3 }, () => verify()))
    expect(events).toEqual([
      {
        purpose: 'verify_phone',
        kind: 'phone',
        recipient: phone,
        subject: undefined,
        ip: '203.0.113.1',
        at: new Date(clock.now()),
      },
    ])
  })

  test('changes no answer by failing, and holds none up', async () => {
    const failing = await verifying(() => {
      throw new Error('the profile is locked')
    })
    expect((await failing.verify()).status).toBe(200)
    let release = () => {}
    const hanging = await verifying(() => new Promise<void>((resolve) => (release = resolve)))
    expect((await hanging.verify()).status).toBe(200)
    release()
  })

  test('is waited for by close', async () => {
    const order: string[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    const { verify, countersign } = await verifying(() =>
      promise.then(() => void order.push('told')),
    )
    await verify()
    const closed = countersign.close().then(() => order.push('closed'))
    resolve()
    await closed
    expect(order).toEqual(['told', 'closed'])
  })

  test('is told who signed in', async () => {
    const events: VerifiedEvent[] = []
    const { countersign, provider } = await startWith({
      onVerified: (event) => void events.push(event),
    })
    const { session } = await signIn(
      countersign,
      newPhone(),
      () => provider.messages.at(-1)?.code.reveal() ?? '',
    )
    expect(events).toMatchObject([{ purpose: 'sign_in', subject: session.userId }])
  })

  test('is told by the engine as well, with the user of the caller', async () => {
    const events: VerifiedEvent[] = []
    const { countersign, provider } = await startWith({
      onVerified: (event) => void events.push(event),
    })
    const recipient = readPhone(newPhone())
    if (recipient === undefined) throw new Error('not a phone')
    const requester = { ip: undefined, subject: 'ama', isCaller: true, scope: 'test' }
    await countersign.engine.send({ purpose: 'phone', recipient, requester })
    const code = createSecret(provider.messages.at(-1)?.code.reveal() ?? '')
    await countersign.engine.verify({ purpose: 'phone', recipient, requester, code })
    expect(events).toMatchObject([{ subject: 'ama', purpose: 'phone' }])
  })
})
