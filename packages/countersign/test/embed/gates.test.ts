import { createAuditor } from 'countersign'
import { createFetchGates, type GateOptions } from 'countersign/fetch'
import { describe, expect, test } from 'vitest'
import { newPhone, testKeyRing } from '../support/deployment.ts'
import { frameworks } from './support/frameworks.ts'
import { createProving } from './support/proving.ts'

const switchOff = (purpose: string | null) => ({
  scope: purpose === null ? ('all' as const) : ('purpose' as const),
  target: purpose,
  reason: 'test',
  author: 'cli',
  audit: createAuditor(testKeyRing, (size) => crypto.getRandomValues(new Uint8Array(size)))({
    type: 'switch.changed',
  }),
})

const json = (body: unknown, headers: Readonly<Record<string, string>> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

const refused = {
  type: '/docs#proof_required',
  title: 'Confirm it with a code first',
  status: 403,
  detail: 'Confirm it with a code first',
  code: 'proof_required',
}

describe.each(Object.entries(frameworks))('a gate in %s', (_name, start) => {
  const startProving = async () => {
    const proving = await createProving()
    const call = await start(proving.countersign)
    const login = (token?: string) =>
      call('/login', {
        method: 'POST',
        ...(token !== undefined && { headers: { 'x-otp-token': token } }),
      })
    return { ...proving, call, login }
  }

  test('F6 D10 opens once for a proof, and tells the route what was proven', async () => {
    const { prove, login } = await startProving()
    const phone = newPhone()
    const token = await prove({ purpose: 'login', phone, subject: 'ama' })
    const [first, second] = [await login(token), await login(token)]
    expect(first.status).toBe(200)
    expect(await first.json()).toEqual({ passed: phone, subject: 'ama' })
    expect(second.status).toBe(403)
    expect(second.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(await second.json()).toEqual(refused)
  })

  test('D5 lets one of twenty parallel uses of a proof pass', async () => {
    const { prove, login } = await startProving()
    const token = await prove({ purpose: 'login', phone: newPhone() })
    const answers = await Promise.all(Array.from({ length: 20 }, () => login(token)))
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual([200, ...new Array<number>(19).fill(403)])
  })

  test('D5 refuses a missing, made up, expired and mistyped proof with the same bytes', async () => {
    const { prove, login, clock } = await startProving()
    const token = await prove({ purpose: 'login', phone: newPhone() })
    clock.advance(300_001)
    const answers = [
      await login(),
      await login('x'),
      await login(`${token}x`),
      await login(token),
      await login('cp_1.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'),
    ]
    for (const answer of answers) {
      expect(answer.status).toBe(403)
      expect(await answer.json()).toEqual(refused)
    }
  })

  test('D5 D6 takes no proof of another purpose, from whichever header', async () => {
    const { prove, call, login } = await startProving()
    const token = await prove({ purpose: 'register', phone: newPhone() })
    expect((await login(token)).status).toBe(403)
    const right = await prove({ purpose: 'login', phone: newPhone() })
    const wrongHeader = await call('/login', {
      method: 'POST',
      headers: { 'x-step-up-token': right },
    })
    expect(wrongHeader.status).toBe(403)
    expect((await login(right)).status).toBe(200)
  })

  test('D5 takes a proof of the recipient it asks for only, and none at all where nobody is named', async () => {
    const { prove, call } = await startProving()
    const [mine, theirs] = [newPhone(), newPhone()]
    const token = await prove({ purpose: 'register', phone: mine })
    const headers = { 'x-otp-token': token }
    expect((await call('/register', json({ phone: theirs }, headers))).status).toBe(403)
    expect((await call('/register', json({}, headers))).status).toBe(403)
    expect((await call('/register', json({ phone: 'me' }, headers))).status).toBe(403)
    expect((await call('/register', json({ phone: [mine] }, headers))).status).toBe(403)
    expect((await call('/register', json({ phone: mine }, headers))).status).toBe(200)
  })

  test('D5 takes a step-up proof of that user and that action only', async () => {
    const { prove, call } = await startProving()
    const phone = newPhone()
    const action = { name: 'transfer', parametersDigest: '100' }
    const token = await prove({ purpose: 'step_up', phone, subject: 'ama', action })
    const transfer = (user: string | undefined, amount: string | undefined) =>
      call('/transfer', {
        method: 'POST',
        headers: {
          'x-step-up-token': token,
          ...(user && { 'x-user': user }),
          ...(amount && { 'x-amount': amount }),
        },
      })
    expect((await transfer('kofi', '100')).status).toBe(403)
    expect((await transfer(undefined, '100')).status).toBe(403)
    expect((await transfer('ama', '900')).status).toBe(403)
    expect((await transfer('ama', undefined)).status).toBe(403)
    expect((await transfer('ama', '100')).status).toBe(200)
  })

  test('D10 opens to no step-up proof where nothing says whose it must be', async () => {
    const { prove, call } = await startProving()
    const token = await prove({ purpose: 'step_up', phone: newPhone(), subject: 'ama' })
    const answer = await call('/step-up', { method: 'POST', headers: { 'x-step-up-token': token } })
    expect(answer.status).toBe(403)
  })

  test('A4 opens without a proof while an additive purpose is switched off, and the audit log says so', async () => {
    const { countersign, call } = await startProving()
    await countersign.store.switches.off(switchOff('register'))
    const phone = newPhone()
    const answer = await call('/register', json({ phone }))
    expect([answer.status, await answer.json()]).toEqual([200, { passed: 'without a proof' }])
    const [event] = await countersign.store.audit.list({ rowsAtMost: 1, types: ['gate.opened'] })
    expect(event).toMatchObject({ type: 'gate.opened', outcome: 'skipped' })
    expect(event?.facts).not.toContain(phone)
  })

  test('A4 stays shut while a purpose is switched off that nothing else stands behind', async () => {
    const { countersign, prove, call } = await startProving()
    const token = await prove({ purpose: 'step_up', phone: newPhone(), subject: 'ama' })
    await countersign.store.switches.off(switchOff(null))
    const headers = { 'x-step-up-token': token, 'x-user': 'ama', 'x-amount': '100' }
    const answer = await call('/transfer', { method: 'POST', headers })
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ code: 'otp_disabled' })
  })

  test('A4 does not open for an address that no code of the purpose reaches', async () => {
    const { call } = await startProving()
    expect((await call('/register', json({ phone: 'ama@acme.example' }))).status).toBe(403)
  })

  test('leaves an error of the host to the host', async () => {
    const { call } = await startProving()
    expect((await call('/broken', { method: 'POST' })).status).toBe(500)
  })
})

test('D5 an option that says nothing for a request refuses it, whatever the purpose', async () => {
  const { countersign, prove } = await createProving()
  const { requireProof } = createFetchGates(countersign)
  const token = await prove({ purpose: 'login', phone: newPhone(), subject: 'ama' })
  const pass = (options: GateOptions<Request>) =>
    requireProof('login', options)(() => new Response())(
      new Request('https://app.acme.example/login', { headers: { 'x-otp-token': token } }),
    )
  for (const options of [
    { subject: () => undefined },
    { subject: () => '' },
    { recipient: () => undefined },
  ])
    expect((await pass(options)).status).toBe(403)
  expect((await pass({ subject: () => 'ama' })).status).toBe(200)
})
