import { describe, expect, test } from 'vitest'
import { createApiKey } from '../support/api-key.ts'
import {
  createDeployment,
  type Deployment,
  newPhone,
  sharedStores,
  stores,
} from '../support/deployment.ts'

type Headers = Readonly<Record<string, string>>

const digestOf = (byte: number) => Buffer.alloc(32, byte)

/** Everything a client sees of an answer. */
const seen = async (response: Response) => ({
  status: response.status,
  headers: [...response.headers],
  body: await response.text(),
})

/** A deployment, and a server that has an API key for it. */
const create = async (options: Parameters<typeof createDeployment>[0] = {}) => {
  const under = await createDeployment(options)
  const key = await createApiKey(under)
  return { ...under, key }
}

/** Sends a code, types it, and returns the answer. */
const verified = async (
  under: Deployment,
  { headers = {}, purpose = 'login', ...more }: Readonly<Record<string, unknown>> = {},
) => {
  const to = { purpose, phone_e164: newPhone(), ...more }
  const options = { headers: headers as Headers }
  await under.post('/api/otp/send', { purpose, phone_e164: to.phone_e164 }, options)
  const typed = { ...to, code: under.lastCode() }
  const answer = await under.post('/api/otp/verify', typed, options)
  expect(answer.status).toBe(200)
  const opened = (await answer.json()) as Record<string, string>
  return { ...opened, phone: to.phone_e164, token: opened['proof_token'] ?? '' }
}

const redeem = (
  under: Deployment & { readonly key: Headers },
  body: object,
  headers: Headers = under.key,
) => under.post('/api/otp/redeem', { purpose: 'login', ...body }, { headers })

describe.each(Object.entries(stores))('proofs over HTTP on the %s store', (_name, store) => {
  test('D5 a right code gives a proof that says whose it is, once', async () => {
    const under = await create({ store })
    const { token, phone, ...answer } = await verified(under)
    expect(answer).toMatchObject({ status: 'verified', expires_in: 300 })
    expect(token).toMatch(/^cp_[1-9][0-9]*\.[A-Za-z0-9_-]{43}$/)
    const redeemed = await redeem(under, { token })
    expect(redeemed.status).toBe(200)
    expect(await redeemed.json()).toEqual({
      status: 'redeemed',
      purpose: 'login',
      recipient: phone,
      verified_at: new Date(under.clock.now()).toISOString(),
    })
    expect(await (await redeem(under, { token })).json()).toMatchObject({ code: 'invalid_token' })
  })

  test('D1 step_up gives its proof under a name of its own, and the subject comes back', async () => {
    const under = await create({ store })
    const stated = { purpose: 'step_up', subject: 'user-7', headers: under.key }
    const opened = await verified(under, stated)
    expect(opened).not.toHaveProperty('proof_token')
    const token = (opened as Record<string, unknown>)['step_up_token']
    const redeemed = await redeem(under, { purpose: 'step_up', token, subject: 'user-7' })
    expect(await redeemed.json()).toMatchObject({ status: 'redeemed', subject: 'user-7' })
  })

  test('D5 D6 A7 every proof that is not good is refused with the same bytes, and stays what it was', async () => {
    const under = await create({ store })
    const old = await verified(under)
    under.clock.advance(300_000)
    const used = await verified(under)
    await redeem(under, { token: used.token })
    const plain = await verified(under)
    const bound = await verified(under, {
      ...{ headers: under.key, subject: 'user-7', action: 'transfer' },
      parameters_digest: digestOf(1).toString('hex'),
    })
    const digest = digestOf(1).toString('base64url')
    const good = { token: bound.token, subject: 'user-7', action: 'transfer' }
    const session = plain.token.replace('cp_', 'cs_')
    const link = `cl_${plain.token.slice(3)}`
    const refusals: readonly object[] = [
      { token: old.token },
      { token: used.token },
      { token: '' },
      { token: 'cp_1.x' },
      { token: plain.token.replace(/.{5}$/, 'AAAAA') },
      { token: plain.token.replace(/_\d+\./, '_999999.') },
      { token: session },
      { token: link },
      { token: plain.token, purpose: 'register' },
      { token: plain.token, phone_e164: used.phone },
      { token: plain.token, email: 'ama@example.com' },
      { token: plain.token, subject: 'user-7' },
      { token: plain.token, action: 'transfer' },
      { token: bound.token },
      { ...good, subject: 'user-8', parameters_digest: digest },
      { ...good, action: 'delete', parameters_digest: digest },
      { ...good, parameters_digest: digestOf(2).toString('base64url') },
      { ...good, action: 'transfer' },
      { token: bound.token, subject: 'user-7' },
    ]
    const answers = []
    for (const body of refusals) answers.push(await seen(await redeem(under, body)))
    expect(answers[0]?.status).toBe(400)
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(JSON.parse(answers[0]?.body ?? '')).toMatchObject({ code: 'invalid_token' })

    expect((await redeem(under, { token: plain.token, phone_e164: plain.phone })).status).toBe(200)
    expect((await redeem(under, { ...good, parameters_digest: digest })).status).toBe(200)
  })

  test('D5 without an API key nobody redeems, and the proof is as good as before', async () => {
    const under = await create({ store })
    const { token } = await verified(under)
    for (const headers of [{}, { authorization: 'Bearer ck_unknown' }] as const) {
      const answer = await redeem(under, { token }, headers as Headers)
      expect(answer.status).toBe(401)
      expect(await answer.json()).toMatchObject({ code: 'sign_in_required' })
    }
    expect((await redeem(under, { token })).status).toBe(200)
  })

  test('D5 a purpose that requires a caller gives no proof without one, however right the code', async () => {
    const under = await create({ store })
    const to = { purpose: 'step_up', phone_e164: newPhone() }
    await under.post('/api/otp/send', to, { headers: under.key })
    const typed = { ...to, code: under.lastCode() }
    expect((await under.post('/api/otp/verify', typed)).status).toBe(401)
    expect((await under.post('/api/otp/verify', typed, { headers: under.key })).status).toBe(200)
  })

  test('F6 D4 what is kept of a proof is neither its token nor whom it is about', async () => {
    const under = await create({ store })
    const { token, phone } = await verified(under)
    await redeem(under, { token })
    const events = await under.store.audit.list({ rowsAtMost: 50 })
    const redeemed = events.find(({ type }) => type === 'proof.redeemed')
    expect(redeemed).toMatchObject({ outcome: 'redeemed' })
    const text = JSON.stringify(events)
    expect(text).not.toContain(token.split('.')[1])
    expect(text).not.toContain(phone)
  })
})

describe.each(Object.entries(sharedStores))('proofs on the %s store of three', (_name, share) => {
  test('D5 A1 fifty redemptions at once over three instances: exactly one is good', async () => {
    const store = share()
    const first = await create({ store })
    const { clock } = first
    const others = [
      await createDeployment({ store, clock }),
      await createDeployment({ store, clock }),
    ]
    const instances = [first, ...others].map((one) => ({ ...one, key: first.key }))
    const { token } = await verified(first)
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => redeem(instances[n % 3] ?? first, { token })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(49).fill(400)])
  })
})

test.each([
  [{ parameters_digest: digestOf(1).toString('hex') }, 'parameters_digest'],
  [
    { action: 'transfer', parameters_digest: 'a'.repeat(64).replace('a', 'g') },
    'parameters_digest',
  ],
  [{ action: 'transfer', parameters_digest: 'a'.repeat(42) }, 'parameters_digest'],
  [{ action: '' }, 'action'],
  [{ action: 'a'.repeat(101) }, 'action'],
])(
  'D5 what binds a proof must be in order: %o is refused before anything is counted',
  async (bad, path) => {
    const under = await create()
    for (const route of ['/api/otp/verify', '/api/otp/redeem']) {
      const body = { purpose: 'login', phone_e164: newPhone(), code: '123456', token: 'x', ...bad }
      const answer = await under.post(route, body, { headers: under.key })
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ code: 'invalid_request', errors: [{ path }] })
    }
  },
)

test('D5 redemptions are counted by how they ended, with nothing of a person', async () => {
  const events: object[] = []
  const telemetry = { record: (event: object) => void events.push(event) }
  const under = await create({ telemetry })
  const { token } = await verified(under)
  await redeem(under, { token, purpose: 'register' })
  await redeem(under, { token })
  await redeem(under, { token })
  await redeem(under, { token: 'cp_1' })
  expect(events.filter((event) => 'kind' in event && event.kind === 'redeem_answered')).toEqual([
    { kind: 'redeem_answered', purpose: 'register', outcome: 'foreign' },
    ...['redeemed', 'used', 'malformed'].map((outcome) => ({
      ...{ kind: 'redeem_answered', purpose: 'login', outcome },
    })),
  ])
})
