import type { AccountCheck, Provider, ProviderKind } from 'countersign'
import {
  createFakeArkesel,
  createFakeMsg91,
  createFakeResend,
  createFakeTwilio,
  errorPage,
  type FakeHttpService,
  type HttpTrouble,
  jsonAnswer,
} from 'countersign/testing/fake-services'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  accountSid,
  messagingServiceSid,
  realKinds,
  secret,
  templateId,
  testSecrets,
} from './support/under-test.ts'

const said = 'marker text of the provider'
const json = (status: number, value: unknown): HttpTrouble => ({
  kind: 'answer',
  answer: jsonAnswer(status, value),
})
const text = (body: string, status = 200): HttpTrouble => ({
  kind: 'answer',
  answer: { status, body },
})

const setUp = {
  arkesel: async () => {
    const fake = await createFakeArkesel()
    return { fake, ...made(realKinds.arkesel, { senderId: 'Acme', baseUrl: fake.url }) }
  },
  twilio: async () => {
    const fake = await createFakeTwilio()
    const settings = { accountSid, messagingServiceSid, baseUrl: fake.url }
    return { fake, ...made(realKinds.twilio, settings) }
  },
  msg91: async () => {
    const fake = await createFakeMsg91()
    return { fake, ...made(realKinds.msg91, { templateId, baseUrl: fake.url }) }
  },
  resend: async () => {
    const fake = await createFakeResend()
    return { fake, ...made(realKinds.resend, { from: 'a@acme.example', baseUrl: fake.url }) }
  },
} satisfies Record<string, () => Promise<{ fake: FakeHttpService; provider: Provider }>>

const made = <Settings>(kind: ProviderKind<Settings>, settings: Settings) => ({
  provider: kind.create({ settings, secret, callbackUrl: undefined }),
})

type Name = keyof typeof setUp
const names = Object.keys(setUp) as Name[]

const checked = async (
  name: Name,
  trouble: HttpTrouble | undefined,
  signal = AbortSignal.timeout(5000),
): Promise<AccountCheck | undefined> => {
  const { fake, provider } = await setUp[name]()
  onTestFinished(() => fake.stop())
  fake.breakWith(trouble)
  return provider.checkAccount?.({ signal })
}

describe('A1 asking whether an account is good', () => {
  test.each([
    ['arkesel', { kind: 'ok', balance: '2003 SMS, 20.99 GHS' }],
    ['twilio', { kind: 'ok', balance: '12.34 USD' }],
    ['msg91', { kind: 'ok', balance: '481.5' }],
    ['resend', { kind: 'ok' }],
  ] as const)('says what is left, if the service does: %s', async (name, expected) => {
    expect(await checked(name, undefined)).toEqual(expected)
  })

  test.each(names)('sends nothing, asks once, and hangs up: %s', async (name) => {
    const { fake, provider } = await setUp[name]()
    onTestFinished(() => fake.stop())
    await provider.checkAccount?.({ signal: AbortSignal.timeout(5000) })
    expect(fake.messages).toEqual([])
    expect(fake.requests.map(({ method, body }) => [method, body])).toEqual([['GET', '']])
    await expect.poll(() => fake.connections()).toBe(0)
  })

  test.each<[Name, HttpTrouble, object]>([
    ['arkesel', json(401, { status: 'error', message: said }), { because: 'config' }],
    ['arkesel', json(402, { status: 'error', message: said }), { because: 'funds' }],
    ['arkesel', json(200, { status: 'error', message: said }), { because: 'config' }],
    [
      'arkesel',
      json(200, { status: 'success', data: { sms_balance: '0', main_balance: 'GHS 0.00' } }),
      { because: 'funds', reason: 'balance 0 SMS, 0.00 GHS' },
    ],
    ['twilio', json(401, { code: 20003, message: said, status: 401 }), { because: 'config' }],
    [
      'twilio',
      json(200, { balance: '-1.50', currency: 'USD' }),
      { because: 'funds', reason: 'balance -1.50 USD' },
    ],
    ['msg91', text('207'), { because: 'config', reason: '207' }],
    ['msg91', text('"418"'), { because: 'config', reason: '418' }],
    [
      'msg91',
      json(200, { type: 'error', message: `Authentication ${said}` }),
      { because: 'config' },
    ],
    ['msg91', text('0.00'), { because: 'funds' }],
    [
      'resend',
      json(403, { name: 'suspended_api_key', message: said }),
      { because: 'config', reason: 'suspended_api_key' },
    ],
    ['resend', json(404, { name: 'not_found', message: said }), { because: 'config' }],
  ])('tells a problem with the account by its class: %s %#', async (name, trouble, expected) => {
    expect(await checked(name, trouble)).toMatchObject({ kind: 'problem', ...expected })
  })

  test('a key of Resend that may only send is good, and a Twilio subaccount needs no balance', async () => {
    const restricted = json(401, { name: 'restricted_api_key', message: said })
    expect(await checked('resend', restricted)).toEqual({ kind: 'ok' })
    const { fake, provider } = await setUp.twilio()
    onTestFinished(() => fake.stop())
    fake.breakWith(json(404, { code: 20404, status: 404 }), 1)
    const signal = AbortSignal.timeout(5000)
    expect(await provider.checkAccount?.({ signal })).toEqual({ kind: 'ok' })
    fake.breakWith(json(200, { status: 'suspended' }))
    expect(await provider.checkAccount?.({ signal })).toMatchObject({ kind: 'problem' })
  })

  test.each(names)('B1 whatever %s does, an answer comes, and it is not "good"', async (name) => {
    const troubles: readonly HttpTrouble[] = [
      { kind: 'reset' },
      { kind: 'reset_at_once' },
      { kind: 'cut_off' },
      { kind: 'empty' },
      { kind: 'garbage' },
      { kind: 'endless' },
      { kind: 'redirect', status: 302 },
      errorPage(503),
    ]
    for (const trouble of troubles) {
      const check = await checked(name, trouble)
      expect(check, trouble.kind).toMatchObject({ kind: 'problem', because: expect.any(String) })
    }
    expect(await checked(name, { kind: 'silence' }, AbortSignal.timeout(50))).toMatchObject({
      ...{ kind: 'problem', because: 'unknown' },
    })
  })

  test.each(names)('G4 G1 nothing that %s wrote is repeated, and no secret', async (name) => {
    const troubles = [
      json(500, { status: said, message: said, name: said, code: said, type: said }),
      json(200, { status: said, message: said, name: said, type: said }),
      json(200, { status: 'success', data: { sms_balance: said, main_balance: `GHS ${said}` } }),
      json(200, { balance: said, currency: said, data: said }),
      text(said),
      text(`"${Object.values(testSecrets).join()}"`),
    ]
    for (const trouble of troubles) {
      const shown = JSON.stringify(await checked(name, trouble))
      for (const secretText of ['marker', said]) expect(shown).not.toContain(secretText)
    }
  })
})

describe('A1 how a provider is set up', () => {
  test('names product, endpoint, sandbox and sender, and where the vendor itself is', () => {
    expect(realKinds.arkesel.describe({ senderId: 'Acme', sandbox: true })).toEqual({
      product: expect.stringContaining('OTP product is not used'),
      endpoint: 'https://sms.arkesel.com',
      vendorEndpoint: 'https://sms.arkesel.com',
      isSandbox: true,
      identity: { senderId: 'Acme' },
    })
    const templates = { fr: `HX${'0'.repeat(32)}` }
    const settings = { accountSid, messagingServiceSid, whatsappTemplates: templates }
    expect(realKinds.twilio.describe(settings).identity).toEqual({
      ...{ accountSid, messagingServiceSid, 'whatsappTemplates.fr': templates.fr },
    })
    const named = realKinds.msg91.describe({ templateId, templates: { login: { hi: templateId } } })
    expect(named.identity).toEqual({ templateId, 'templates.login.hi': templateId })
  })

  test('G1 leaves out whatever may be a secret: user, path and query of a server of your own', () => {
    const from = 'Acme <otp@acme.example>'
    const smtp = realKinds.smtp.describe({ url: 'smtps://marker@mail.acme.example:465', from })
    const webhook = realKinds.webhook.describe({ url: 'https://sms.acme.example/marker?k=marker' })
    expect([smtp.endpoint, webhook.endpoint]).toEqual([
      'smtps://mail.acme.example:465',
      'https://sms.acme.example',
    ])
    expect(JSON.stringify([smtp, webhook])).not.toContain('marker')
  })

  test('B8 says when messages may travel in the clear', () => {
    const from = 'a@acme.example'
    const plain = (url: string, requireTls?: boolean) =>
      realKinds.smtp.describe({ url, from, requireTls }).isInTheClear
    expect([
      plain('smtp://mail.acme.example', false),
      plain('smtp://mail.acme.example'),
      plain('smtp://localhost:1025', false),
      realKinds.webhook.describe({ url: 'http://10.0.0.1/', allowHttp: true }).isInTheClear,
    ]).toEqual([true, false, false, true])
  })
})
