import {
  type Captcha,
  createAuditor,
  createEngine,
  createSecret,
  defaultPolicy,
  type LogFields,
  readEmail,
  silentLog,
  systemRandom,
} from 'countersign'
import { apiKeyHash } from 'countersign/http'
import {
  type CaptchaServiceName,
  errorPage,
  type HttpTrouble,
} from 'countersign/testing/fake-services'
import { describe, expect, onTestFinished, test } from 'vitest'
import { captchaSecret, captchas, createGuarded, type Guarded } from '../support/captcha.ts'
import { createDeployment, stores, testKeyRing } from '../support/deployment.ts'

const kinds = Object.keys(captchas) as CaptchaServiceName[]

/** Writes down what operators read, except the line that every request leaves. */
const createLog = () => {
  const lines: (LogFields & { readonly message: string })[] = []
  const write = (fields: LogFields, message: string) => {
    if (message !== 'answered') lines.push({ ...fields, message })
  }
  return { lines, log: { ...silentLog, info: write, warn: write, error: write } }
}

const expectFailed = async (under: Guarded, token?: string) => {
  const refused = await under.ask(token)
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({ code: 'captcha_failed' })
  expect(under.provider.messages).toEqual([])
}

/** With one send a minute and address, a request that had spent anything would leave none. */
const expectNothingSpent = async (under: Guarded) => {
  under.fake.answerWith(undefined)
  expect((await under.ask(under.solve())).status).toBe(200)
  expect((await under.ask(under.solve(), { email: 'kofi@example.com' })).status).toBe(429)
}

describe.each(Object.entries(stores))('a captcha before the %s store', (_name, store) => {
  test('E4 without a captcha, or with a bad one, nothing is sent and nothing spent', async () => {
    const under = await createGuarded('recaptcha_v3', { store })
    await expectFailed(under)
    await expectFailed(under, 'made-up')
    await expectFailed(
      under,
      under.fake.solve({ action: 'email_supplier', hostname: 'evil.example' }),
    )
    await expectNothingSpent(under)
  })

  test('E4 a service that cannot be asked is 503 with Retry-After, and nothing is sent or spent', async () => {
    const under = await createGuarded('turnstile', { store })
    under.fake.breakWith(errorPage(500))
    const refused = await under.ask(under.solve())
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await refused.json()).toMatchObject({ code: 'unavailable' })
    expect(under.provider.messages).toEqual([])
    await expectNothingSpent(under)
  })
})

describe.each(kinds)('%s', (kind) => {
  test('E4 a captcha that was passed lets the send through, once', async () => {
    const under = await createGuarded(kind)
    const token = under.solve()
    expect((await under.ask(token)).status).toBe(200)
    under.clock.advance(60_000)
    const again = await under.ask(token, { email: 'kofi@example.com' })
    expect(again.status).toBe(403)
    expect(under.provider.messages).toHaveLength(1)
  })

  test('E4 G1 it is asked with a form, and secret and token stand in no address', async () => {
    const under = await createGuarded(kind)
    const token = under.solve()
    await under.ask(token)
    const [request] = under.fake.requests
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      secret: captchaSecret,
      response: token,
      remoteip: '203.0.113.1',
    })
    expect(request?.path).not.toContain(token)
    expect(request?.path).not.toContain(captchaSecret)
  })

  test('E4 a captcha that was done on the page of somebody else is not passed', async () => {
    const under = await createGuarded(kind)
    const action = 'email_supplier'
    for (const hostname of ['evil.example', 'app.acme.example.evil.example', 'acme.example', ''])
      await expectFailed(under, under.fake.solve({ action, hostname }))
    const shouted = under.fake.solve({ action, hostname: 'OTP.acme.example' })
    expect((await under.ask(shouted)).status).toBe(200)
  })

  test('E4 a captcha that is too old is not passed', async () => {
    const under = await createGuarded(kind)
    const token = under.solve()
    under.fake.expire(token)
    await expectFailed(under, token)
  })

  test.each<[string, HttpTrouble, string]>([
    ['a 500 with a page in HTML', errorPage(500), 'http 500'],
    ['a 503 with a page in HTML', errorPage(503), 'http 503'],
    ['a 429', errorPage(429), 'http 429'],
    ['a 404', errorPage(404), 'http 404'],
    ['a redirect', { kind: 'redirect', status: 302 }, 'redirect'],
    ['a redirect that keeps the form', { kind: 'redirect', status: 307 }, 'redirect'],
    ['an empty answer', { kind: 'empty' }, 'unreadable answer'],
    ['a page in HTML', { kind: 'garbage' }, 'unreadable answer'],
    ['JSON that is cut off', { kind: 'cut_json' }, 'unreadable answer'],
    ['an answer that never ends', { kind: 'endless' }, 'unreadable answer'],
    ['a connection that is reset', { kind: 'reset' }, 'reset'],
    [
      'a success that is a text',
      { kind: 'answer', answer: { status: 200, body: '{"success":"true"}' } },
      'unreadable answer',
    ],
    [
      'a list',
      { kind: 'answer', answer: { status: 200, body: '[{"success":true}]' } },
      'unreadable answer',
    ],
    [
      'a refusal with a code that nobody knows',
      {
        kind: 'answer',
        answer: { status: 200, body: '{"success":false,"error-codes":["new-code"]}' },
      },
      'unknown error code',
    ],
    [
      'a refusal with codes that are no list',
      {
        kind: 'answer',
        answer: { status: 200, body: '{"success":false,"error-codes":"bad-request"}' },
      },
      'unknown error code',
    ],
    [
      'a refusal without a code, as an error',
      { kind: 'answer', answer: { status: 400, body: '{"success":false}' } },
      'unknown error code',
    ],
  ])(
    'E4 K3 %s says nothing about the person: 503, and nothing is sent',
    async (_, trouble, reason) => {
      const { lines, log } = createLog()
      const under = await createGuarded(kind, { log })
      under.fake.breakWith(trouble)
      expect((await under.ask(under.solve())).status).toBe(503)
      expect(under.fake.requests).toHaveLength(1)
      expect(under.provider.messages).toEqual([])
      expect(lines).toMatchObject([{ message: `${kind} could not be asked: ${reason}` }])
    },
  )

  test('E4 a service that is gone is 503', async () => {
    const under = await createGuarded(kind)
    const token = under.solve()
    await under.fake.stop()
    expect((await under.ask(token)).status).toBe(503)
  })

  test('E4 L5 a service that does not answer in time is 503, and no connection to it stays', async () => {
    const under = await createGuarded(kind, { captchaTimeoutMs: 50 })
    under.fake.breakWith({ kind: 'silence' })
    expect((await under.ask(under.solve())).status).toBe(503)
    await expect.poll(under.fake.connections).toBe(0)
  })
})

const shared = ['missing-input-secret', 'invalid-input-secret', 'bad-request']

/** Every error code of the services' documentation, and what it is answered with. */
const codes: Readonly<
  Record<CaptchaServiceName, { ours: string[]; theirs: Record<string, string> }>
> = {
  recaptcha_v3: {
    ours: shared,
    theirs: {
      'missing-input-response': 'invalid',
      'invalid-input-response': 'invalid',
      'timeout-or-duplicate': 'spent',
    },
  },
  turnstile: {
    ours: [...shared, 'internal-error'],
    theirs: {
      'missing-input-response': 'invalid',
      'invalid-input-response': 'invalid',
      'timeout-or-duplicate': 'spent',
    },
  },
  hcaptcha: {
    ours: [...shared, 'invalid-sitekey', 'sitekey-secret-mismatch', 'not-using-dummy-secret'],
    theirs: {
      'missing-input-response': 'invalid',
      'invalid-input-response': 'invalid',
      'not-using-dummy-passcode': 'invalid',
      'invalid-or-already-seen-response': 'spent',
      'expired-input-response': 'spent',
    },
  },
}

describe.each(kinds)('the error codes of %s', (kind) => {
  test.each(codes[kind].ours)(
    'E4 %s is no fault of the person: 503, and the log says so',
    async (code) => {
      const { lines, log } = createLog()
      const under = await createGuarded(kind, { log })
      under.fake.answerWith(['invalid-input-response', code])
      expect((await under.ask('token')).status).toBe(503)
      expect(under.provider.messages).toEqual([])
      expect(lines).toMatchObject([{ message: `${kind} could not be asked: ${code}` }])
    },
  )

  test.each(Object.entries(codes[kind].theirs))(
    'E4 %s is a bad token: 403 (%s)',
    async (code, reason) => {
      const { lines, log } = createLog()
      const under = await createGuarded(kind, { log })
      under.fake.answerWith([code])
      await expectFailed(under, 'token')
      const message = 'a captcha was not passed'
      expect(lines).toEqual([{ purpose: 'email_supplier', captcha: kind, reason, message }])
    },
  )
})

describe('what only some kinds look at', () => {
  test.each(['recaptcha_v3', 'turnstile'] as const)(
    'E4 %s: a captcha for another purpose is not passed',
    async (kind) => {
      const under = await createGuarded(kind)
      for (const action of ['email_quote', '', 'EMAIL_SUPPLIER'])
        await expectFailed(under, under.fake.solve({ action, hostname: 'app.acme.example' }))
      await expectNothingSpent(under)
    },
  )

  test.each([
    [undefined, 0.5, 200],
    [undefined, 0.4, 403],
    [0.7, 0.7, 200],
    [0.7, 0.6, 403],
    [0, 0, 200],
  ])('E4 reCAPTCHA: with minScore %s, a score of %s gets %s', async (minScore, score, status) => {
    const under = await createGuarded('recaptcha_v3', minScore === undefined ? {} : { minScore })
    const token = under.fake.solve({
      action: 'email_supplier',
      hostname: 'app.acme.example',
      score,
    })
    expect((await under.ask(token)).status).toBe(status)
  })

  test('E4 reCAPTCHA: an answer without a score comes from keys of v2, which is our fault', async () => {
    const under = await createGuarded('recaptcha_v3')
    const body = JSON.stringify({ success: true, hostname: 'app.acme.example' })
    under.fake.breakWith({ kind: 'answer', answer: { status: 200, body } })
    expect((await under.ask('token')).status).toBe(503)
  })

  test('E4 Turnstile: a token that is longer than its tokens are is refused without asking', async () => {
    const under = await createGuarded('turnstile')
    await expectFailed(under, 'x'.repeat(2049))
    expect(under.fake.requests).toEqual([])
  })

  test('E4 hCaptcha: the site key is asked with, so that tokens of other sites do not pass', async () => {
    const under = await createGuarded('hcaptcha', { siteKey: 'our-site' })
    await under.ask(under.solve())
    expect(new URLSearchParams(under.fake.requests[0]?.body).get('sitekey')).toBe('our-site')
  })

  test.each([
    ['recaptcha_v3', '6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe', 'anything', 200],
    ['turnstile', '1x0000000000000000000000000000000AA', 'XXXX.DUMMY.TOKEN.XXXX', 200],
    ['turnstile', '2x0000000000000000000000000000000AA', 'XXXX.DUMMY.TOKEN.XXXX', 403],
    ['turnstile', '3x0000000000000000000000000000000AA', 'XXXX.DUMMY.TOKEN.XXXX', 403],
    ['hcaptcha', `0x${'0'.repeat(40)}`, '10000000-aaaa-bbbb-cccc-000000000001', 200],
    ['hcaptcha', `0x${'0'.repeat(40)}`, 'anything', 403],
  ] as const)(
    'E4 %s can be tried with its test secret %s (%s: %s)',
    async (kind, secret, token, status) => {
      const under = await createGuarded(kind, { secret })
      expect((await under.ask(token)).status).toBe(status)
    },
  )
})

describe('who must do a captcha, and when', () => {
  test.each([
    ['a purpose that does not exist', { purpose: 'nothing', email: 'ama@example.com' }],
    [
      'a channel that the purpose has not',
      { purpose: 'email_supplier', phone_e164: '+233244123456' },
    ],
    ['a disposable address', { purpose: 'email_supplier', email: 'ama@mailinator.com' }],
    [
      'a token of 5000 characters',
      { purpose: 'email_supplier', email: 'ama@example.com', captcha_token: 'x'.repeat(5000) },
    ],
    [
      'a token with a line break',
      { purpose: 'email_supplier', email: 'ama@example.com', captcha_token: 'a\nb' },
    ],
    ['an empty token', { purpose: 'email_supplier', email: 'ama@example.com', captcha_token: '' }],
  ])('E4 %s is 400 before the service is asked, so the token is not spent', async (_what, body) => {
    const under = await createGuarded('turnstile')
    const refused = await under.post('/api/otp/send', { captcha_token: under.solve(), ...body })
    expect(refused.status).toBe(400)
    expect(under.fake.requests).toEqual([])
  })

  test('E4 a purpose without a captcha asks for none', async () => {
    const under = await createGuarded('turnstile')
    const body = { purpose: 'email_quote', email: 'ama@example.com', captcha_token: 'whatever' }
    expect((await under.post('/api/otp/send', body)).status).toBe(200)
    expect(under.fake.requests).toEqual([])
  })

  test('E4 resend asks for a captcha as send does', async () => {
    const under = await createGuarded('turnstile')
    const body = { purpose: 'email_supplier', email: 'ama@example.com' }
    expect((await under.post('/api/otp/resend', body)).status).toBe(403)
    const good = { ...body, captcha_token: under.solve() }
    expect((await under.post('/api/otp/resend', good)).status).toBe(200)
  })

  test('E4 a server with an API key is not asked; one whose key is not good is refused', async () => {
    const under = await createGuarded('turnstile')
    const key = createSecret('ck_test')
    const audit = createAuditor(testKeyRing, systemRandom)({ type: 'api_key.created' })
    await under.store.apiKeys.create({ name: 'shop', hash: apiKeyHash(testKeyRing, key), audit })
    const good = { headers: { authorization: 'Bearer ck_test' } }
    expect((await under.ask(undefined, good)).status).toBe(200)
    const bad = { headers: { authorization: 'Bearer ck_other' } }
    expect((await under.ask(undefined, bad)).status).toBe(401)
    expect(under.fake.requests).toEqual([])
  })

  test('E4 F11 a test recipient is asked like anybody else', async () => {
    const recipient = readEmail('ama@example.com') ?? expect.fail('no address')
    const code = createSecret('246810')
    const testRecipients = [{ recipient, code, untilMs: Number.MAX_SAFE_INTEGER }]
    const under = await createGuarded('turnstile', { testRecipients })
    expect((await under.ask()).status).toBe(403)
    expect((await under.ask(under.solve())).status).toBe(200)
  })

  test('E4 the network of an IPv6 address is not told for the address', async () => {
    const under = await createGuarded('turnstile')
    const body = {
      purpose: 'email_supplier',
      email: 'ama@example.com',
      captcha_token: under.solve(),
    }
    await under.post('/api/otp/send', body, { peer: '2001:db8::7' })
    expect(new URLSearchParams(under.fake.requests[0]?.body).has('remoteip')).toBe(false)
  })

  test('E4 K3 a captcha that throws, or never answers, lets nobody through', async () => {
    const throws: Captcha = { id: 'own', verify: () => Promise.reject(new Error('no')) }
    const hangs: Captcha = { id: 'own', verify: () => new Promise(() => undefined) }
    for (const captcha of [throws, hangs]) {
      const under = await createGuarded('turnstile', { captcha, captchaTimeoutMs: 20 })
      expect((await under.ask('token')).status).toBe(503)
      expect(under.provider.messages).toEqual([])
    }
  })

  test('E4 a policy that asks for a captcha without one to ask is refused at once', async () => {
    const { store } = await createDeployment()
    onTestFinished(() => store.close())
    const login = { ...defaultPolicy, captcha: true }
    const make = () =>
      createEngine({
        ...{ store, keyRing: testKeyRing, policies: { login }, channels: {} },
        sender: { brand: 'Acme', host: 'otp.acme.example' },
      })
    expect(make).toThrow('login asks for a captcha')
  })
})
