import { defaultPolicy } from 'countersign'
import { describe, expect, test } from 'vitest'
import { createApiKey } from '../support/api-key.ts'
import { sharedStores, stores } from '../support/deployment.ts'
import { createLinking, type Linking, newEmail, target } from '../support/magic-link.ts'

const wrong = (code: string) => (code === '000000' ? '000001' : '000000')

const codeBody = (under: Linking, email: string, code = under.lastCode()) => ({
  ...{ purpose: 'quote', email, code },
})

/** Everything a client sees of an answer. */
const seen = async (response: Response) => ({
  status: response.status,
  headers: [...response.headers],
  body: await response.text(),
})

describe.each(Object.entries(stores))('magic links on the %s store', (_name, store) => {
  test('C2 a link is sent beside a code, and the button behind it gives the proof once', async () => {
    const under = await createLinking({ store })
    const email = newEmail()
    const sent = await under.ask({ email, redirect_to: target })
    expect(await sent.json()).toEqual({ status: 'sent', expires_in: 300, resend_in: 1 })
    const message = under.provider.messages.at(-1)
    expect(message?.text.reveal().split('\n')).toEqual(
      expect.arrayContaining([under.lastLink(), under.lastCode()]),
    )
    const pressed = await under.press(under.lastToken())
    expect(pressed.status).toBe(200)
    const { proof_token, ...answer } = (await pressed.json()) as Record<string, string>
    expect(answer).toEqual({ status: 'verified', expires_in: 300, redirect_to: target })
    const headers = await createApiKey(under)
    const body = { purpose: 'quote', token: proof_token, email }
    const redeemed = await under.post('/api/otp/redeem', body, { headers })
    expect(await redeemed.json()).toMatchObject({ status: 'redeemed', recipient: email })
    expect((await under.press(under.lastToken())).status).toBe(400)
  })

  test('A13 link and code are one: whichever is used first ends the other', async () => {
    const under = await createLinking({ store })
    const [byLink, byCode] = [newEmail(), newEmail()]
    await under.ask({ email: byLink })
    expect((await under.press(under.lastToken())).status).toBe(200)
    expect((await under.post('/api/otp/verify', codeBody(under, byLink))).status).toBe(400)
    await under.ask({ email: byCode })
    expect((await under.post('/api/otp/verify', codeBody(under, byCode))).status).toBe(200)
    expect((await under.press(under.lastToken())).status).toBe(400)
  })

  test('A13 A2 wrong codes use up the tries of the link', async () => {
    const under = await createLinking({ store })
    const email = newEmail()
    await under.ask({ email })
    for (let n = 0; n < 5; n++)
      await under.post('/api/otp/verify', codeBody(under, email, wrong(under.lastCode())))
    expect((await under.press(under.lastToken())).status).toBe(400)
  })

  test('A6 D6 a code is no link secret, and the secret of a link no code', async () => {
    const under = await createLinking({ store })
    const email = newEmail()
    await under.ask({ email })
    for (const token of [under.lastCode(), `cl_${under.lastCode()}`])
      expect((await under.press(token)).status).toBe(400)
    const typed = under.lastToken().slice(0, 60)
    expect((await under.post('/api/otp/verify', codeBody(under, email, typed))).status).toBe(400)
    expect((await under.press(under.lastToken())).status).toBe(200)
  })

  test('A4 the old link dies when the provider has taken the new one, and not before', async () => {
    const under = await createLinking({ store })
    const email = newEmail()
    await under.ask({ email })
    const old = under.lastToken()
    under.clock.advance(1000)
    under.provider.answerWith({ kind: 'bad_recipient' })
    expect((await under.ask({ email })).status).toBe(502)
    const refused = under.lastToken()
    under.provider.answerWith({ kind: 'accepted' })
    await under.ask({ email })
    const latest = under.lastToken()
    for (const dead of [old, refused]) expect((await under.press(dead)).status).toBe(400)
    expect((await under.press(latest)).status).toBe(200)
  })

  test('B2 A4 a link that no provider took is dead, and the one before it good', async () => {
    const under = await createLinking({ store })
    const email = newEmail()
    await under.ask({ email })
    const old = under.lastToken()
    under.clock.advance(1000)
    under.provider.answerWith({ kind: 'bad_recipient' })
    await under.ask({ email })
    expect((await under.press(under.lastToken())).status).toBe(400)
    expect((await under.press(old)).status).toBe(200)
  })

  test('A7 A5 whatever is wrong with a link, the answer is the one to a wrong code, byte for byte', async () => {
    const under = await createLinking({ store })
    const [expired, used, locked] = [newEmail(), newEmail(), newEmail()]
    await under.ask({ email: expired })
    const late = under.lastToken()
    under.clock.advance(300_000)
    await under.ask({ email: used })
    const spent = under.lastToken()
    await under.press(spent)
    await under.ask({ email: locked })
    for (let n = 0; n < 5; n++)
      await under.post('/api/otp/verify', codeBody(under, locked, wrong(under.lastCode())))
    const shut = under.lastToken()
    const changed = `${shut.slice(0, -9)}${shut.at(-9) === 'A' ? 'B' : 'A'}${shut.slice(-8)}`
    const answers = []
    for (const token of ['', 'cl_x', 'cp_1.x', changed, late, spent, shut])
      answers.push(await seen(await under.press(token)))
    const code = await seen(await under.post('/api/otp/verify', codeBody(under, used, '12')))
    expect(JSON.parse(code.body)).toMatchObject({ status: 400, code: 'invalid_code' })
    for (const answer of answers) expect(answer).toEqual(code)
  })

  test('D1 D6 a purpose that grants a session gives a browser its cookie and nothing to read', async () => {
    const under = await createLinking({ store })
    await under.ask({ purpose: 'enter', redirect_to: target })
    const own = { 'sec-fetch-site': 'same-origin' }
    const pressed = await under.press(under.lastToken(), {}, own)
    expect(await pressed.json()).toEqual({ status: 'verified', redirect_to: target })
    const cookie = pressed.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^__Host-countersign=cs_.*; HttpOnly; Secure; SameSite=Lax/)
    const headers = { cookie: cookie.slice(0, cookie.indexOf(';')) }
    const me = await under.open('https://otp.acme.example/api/auth/me', { headers })
    expect(me.status).toBe(200)
  })

  test('D11 C1 a page of somebody else can press no button, and spends nothing', async () => {
    const under = await createLinking({ store })
    await under.ask({ purpose: 'enter' })
    const foreign: readonly Readonly<Record<string, string>>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ]
    for (const headers of foreign) {
      const answer = await under.press(under.lastToken(), {}, headers)
      expect(answer.status).toBe(403)
      expect(await answer.json()).toMatchObject({ code: 'cross_site' })
    }
    expect((await under.press(under.lastToken())).status).toBe(200)
  })

  test('C2 D5 a proof from a link is bound to the action that the button was pressed for', async () => {
    const under = await createLinking({ store })
    const headers = await createApiKey(under)
    await under.ask()
    const pressed = await under.press(under.lastToken(), { action: 'transfer' })
    const { proof_token: token } = (await pressed.json()) as Record<string, string>
    const redeem = (body: object) =>
      under.post('/api/otp/redeem', { purpose: 'quote', token, ...body }, { headers })
    expect((await redeem({})).status).toBe(400)
    expect((await redeem({ action: 'transfer' })).status).toBe(200)
  })

  test('B13 repetitions with one Idempotency-Key send one link; another redirect is another request', async () => {
    const under = await createLinking({ store })
    const headers = { 'idempotency-key': 'k-1' }
    const email = newEmail()
    const first = await (await under.ask({ email }, headers)).json()
    expect(await (await under.ask({ email }, headers)).json()).toEqual(first)
    expect(under.provider.messages).toHaveLength(1)
    expect((await under.ask({ email, redirect_to: target }, headers)).status).toBe(422)
    const body = { purpose: 'quote', email }
    expect((await under.post('/api/otp/send', body, { headers })).status).toBe(422)
    expect((await under.press(under.lastToken())).status).toBe(200)
  })
})

describe.each(Object.entries(sharedStores))('links on the %s store of three', (_name, share) => {
  test('C2 A1 the button pressed fifty times at once over three instances: exactly one success', async () => {
    const store = share()
    const first = await createLinking({ store })
    const { clock } = first
    const all = [
      first,
      await createLinking({ store, clock }),
      await createLinking({ store, clock }),
    ]
    await first.ask()
    const token = first.lastToken()
    const press = (_: unknown, n: number) => (all[n % 3] ?? first).press(token)
    const answers = await Promise.all(Array.from({ length: 50 }, press))
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual([200, ...Array<number>(49).fill(400)])
  })
})

test('C4 the link stands neither in subject nor log, and no two are alike', async () => {
  const lines: unknown[] = []
  const write = (...line: unknown[]) => void lines.push(line)
  const log = { debug: write, info: write, warn: write, error: write }
  const under = await createLinking({ log })
  const tokens = new Set<string>()
  for (let n = 0; n < 20; n++) {
    await under.ask({ email: newEmail() })
    tokens.add(under.lastToken())
    await under.open(under.lastLink())
    await under.press(under.lastToken())
  }
  expect(tokens.size).toBe(20)
  for (const { subject } of under.provider.messages) expect(subject).toBe('Continue to Acme')
  const text = JSON.stringify(lines)
  expect(text).toContain('/magic-link')
  for (const token of tokens) expect(text).not.toContain(token.slice(3, 20))
})

test.each([
  ['https://evil.example/'],
  ['https://app.acme.example/signed-in/'],
  ['//app.acme.example/signed-in'],
  ['javascript:alert(1)'],
  [`${target}?next=//evil.example`],
])('C5 nobody is sent on to %s: the request is refused, and nothing sent', async (redirect_to) => {
  const under = await createLinking()
  const answer = await under.ask({ redirect_to })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({
    code: 'invalid_request',
    errors: [{ path: 'redirect_to' }],
  })
  expect(under.provider.messages).toEqual([])
})

test('C5 a redirect that is taken off the list ends its links before anything is spent; the code is still good', async () => {
  const store = sharedStores.memory()
  const before = await createLinking({ store })
  const after = await createLinking({ store, clock: before.clock, redirects: [] })
  const email = newEmail()
  await before.ask({ email, redirect_to: target })
  expect((await after.press(before.lastToken())).status).toBe(400)
  expect((await after.open(before.lastLink())).status).toBe(410)
  expect((await after.post('/api/otp/verify', codeBody(before, email))).status).toBe(200)
})

test('C1 a link goes by email only: a purpose without email, and a phone, are refused', async () => {
  const under = await createLinking()
  const phone = await under.ask({ email: undefined, phone_e164: '+233244123456' })
  expect(phone.status).toBe(400)
  const sms = await createLinking({ policies: { quote: { ...defaultPolicy, channels: ['sms'] } } })
  expect((await sms.ask()).status).toBe(400)
})

test('C6 the browser that asks is given a cookie that no script and no other site can use', async () => {
  const under = await createLinking()
  const sent = await under.ask()
  const cookie = sent.headers.get('set-cookie') ?? ''
  expect(cookie).toMatch(
    /^__Host-countersign-link=[\w-]{22}; Max-Age=300; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  )
  const headers = { cookie: cookie.slice(0, cookie.indexOf(';')) }
  const again = await under.ask({}, headers)
  expect(again.headers.get('set-cookie')).toBe(cookie)
  const plain = await createLinking({ publicUrl: new URL('http://localhost:3000') })
  const local = (await plain.ask()).headers.get('set-cookie')
  expect(local).toMatch(
    /^countersign-link=[\w-]{22}; Max-Age=300; Path=\/; HttpOnly; SameSite=Lax$/,
  )
})

test('C6 a cookie that is none of ours is not taken over', async () => {
  const under = await createLinking()
  for (const value of ['', 'short', 'x'.repeat(23), `${'x'.repeat(21)}%20`]) {
    const headers = { cookie: `__Host-countersign-link=${value}` }
    const cookie = (await under.ask({}, headers)).headers.get('set-cookie')
    expect(cookie).toMatch(/^__Host-countersign-link=[\w-]{22};/)
  }
})

test.each([
  [{ host: 'evil.example' }],
  [{ 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', 'x-forwarded-prefix': '/x' }],
  [{ forwarded: 'host=evil.example;proto=http' }],
  [{ 'x-original-url': '/evil', 'x-rewrite-url': '/evil', referer: 'https://evil.example/' }],
])('C3 with headers %o a link begins as the configuration says', async (headers) => {
  const under = await createLinking({ trustedProxies: ['203.0.113.0/24'] })
  const request = new Request('http://evil.example:8080/api/magic-link/send', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ purpose: 'quote', email: newEmail() }),
  })
  expect((await under.fetch(request)).status).toBe(200)
  expect(under.lastLink()).toMatch(/^https:\/\/otp\.acme\.example\/magic-link\?token=cl_[\w-]+$/)
  expect(under.provider.messages.at(-1)?.html?.reveal()).not.toContain('evil')
})
