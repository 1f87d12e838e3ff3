import { expect } from 'vitest'
import { newPhone } from '../support/deployment.ts'

/** Calls an app over HTTP. */
export interface Client {
  call(path: string, init?: RequestInit): Promise<Response>
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>
}

/** A client of the app at an address. */
export const clientOf = (url: string): Client => {
  const call: Client['call'] = (path, init) => fetch(url + path, init)
  return {
    call,
    post: (path, body, headers) =>
      call(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  }
}

/** Asks for a code, and reads it where development shows it. */
const sendCode = async ({ post }: Client, about: object): Promise<string> => {
  const sent = await post('/api/otp/send', about)
  expect([sent.status, await sent.json()]).toEqual([
    200,
    { status: 'sent', expires_in: 300, resend_in: 60 },
  ])
  return sent.headers.get('debug-otp') ?? ''
}

const refusal = {
  type: '/docs#invalid_code',
  title: 'Invalid or expired code',
  status: 400,
  detail: 'Invalid or expired code',
  code: 'invalid_code',
}

/** What must be so on every runtime. */
export const scenarios: Readonly<Record<string, (client: Client) => Promise<void>>> = {
  'a code verifies once, and its proof opens a gate once': async (client) => {
    const about = { purpose: 'register', phone_e164: newPhone() }
    const code = await sendCode(client, about)
    expect(code).toMatch(/^[0-9]{6}$/)
    const verified = await client.post('/api/otp/verify', { ...about, code })
    const { proof_token: token } = (await verified.json()) as { readonly proof_token: string }
    const again = await client.post('/api/otp/verify', { ...about, code })
    expect([again.status, await again.json()]).toEqual([400, refusal])
    const pass = () => client.post('/guarded', {}, { 'x-otp-token': token })
    const [first, second] = [await pass(), await pass()]
    expect([first.status, await first.json()]).toEqual([200, { passed: about.phone_e164 }])
    expect([second.status, await second.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'proof_required' }),
    ])
  },
  'one of twenty uses of a code at once succeeds': async (client) => {
    const about = { purpose: 'login', phone_e164: newPhone() }
    const code = await sendCode(client, about)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => client.post('/api/otp/verify', { ...about, code })),
    )
    expect(answers.filter(({ status }) => status === 200).length).toBe(1)
  },
  'a proof is redeemed with an API key only': async (client) => {
    const answer = await client.post('/api/otp/redeem', { purpose: 'login', token: 'cp_1.x' })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      401,
      'application/problem+json; charset=utf-8',
    ])
  },
  'limits refuse, with true headers': async (client) => {
    const send = () => client.post('/api/otp/send', { purpose: 'limited', phone_e164: newPhone() })
    const answers = [await send(), await send(), await send()]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429])
    const seconds = Number(answers[2]?.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(850)
    expect(seconds).toBeLessThanOrEqual(900)
    expect(answers[0]?.headers.get('ratelimit')).toContain('"ip";r=1')
  },
  'a wrong code is refused, and the last try locks': async (client) => {
    const about = { purpose: 'login', phone_e164: newPhone() }
    const code = await sendCode(client, about)
    const wrong = code === '000000' ? '000001' : '000000'
    for (let n = 0; n < 3; n++) {
      const answer = await client.post('/api/otp/verify', { ...about, code: wrong })
      expect([answer.status, await answer.json()]).toEqual([400, refusal])
    }
    expect((await client.post('/api/otp/verify', { ...about, code })).status).toBe(400)
  },
  'bodies that are none are refused with a problem': async (client) => {
    const bodies: readonly [body: string, type: string, status: number][] = [
      ['{', 'application/json', 400],
      ['', 'application/json', 400],
      ['\u0000', 'application/json', 400],
      [`{"purpose":"${'x'.repeat(20_000)}"}`, 'application/json', 413],
      ['purpose=login', 'application/x-www-form-urlencoded', 415],
      [`${'['.repeat(5000)}${']'.repeat(5000)}`, 'application/json', 400],
    ]
    for (const [body, type, status] of bodies) {
      const init = { method: 'POST', headers: { 'content-type': type }, body }
      const answer = await client.call('/api/otp/send', init)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        status,
        'application/problem+json; charset=utf-8',
      ])
    }
    const bytes = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])
    const headers = { 'content-type': 'application/json' }
    expect(
      (await client.call('/api/otp/send', { method: 'POST', headers, body: bytes })).status,
    ).toBe(400)
  },
  'HEAD is answered like GET without a body, and a wrong method says which are right': async (
    client,
  ) => {
    for (const path of ['/healthz', '/readyz', '/openapi.json', '/docs']) {
      const [head, get] = [await client.call(path, { method: 'HEAD' }), await client.call(path)]
      expect([head.status, await head.text()], path).toEqual([get.status, ''])
      expect(get.status, path).toBe(200)
    }
    const wrong = await client.call('/api/otp/send')
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST'])
    expect((await client.call('/nowhere')).status).toBe(404)
  },
  'an email address in another script is one address': async (client) => {
    const about = { purpose: 'sign_in', email: `ama${crypto.randomUUID()}@bücher.example` }
    const sent = await client.post('/api/otp/send', about)
    expect(sent.status).toBe(200)
    const other = { ...about, email: about.email.replace('bücher', 'xn--bcher-kva') }
    const again = await client.post('/api/otp/send', other)
    expect(again.status).toBe(429)
  },
}
