import { describe, expect, test } from 'vitest'
import { createDeployment, type Deployment, newPhone, stores } from '../support/deployment.ts'

const send = (under: Deployment, phone: string, purpose = 'login') =>
  under.post('/api/otp/send', { purpose, phone_e164: phone })

const verify = (under: Deployment, phone: string, code: string, purpose = 'login') =>
  under.post('/api/otp/verify', { purpose, phone_e164: phone, code })

const wrong = (code: string) => (code === '000000' ? '000001' : '000000')

/** Everything a client sees of an answer. */
const seen = async (response: Response) => ({
  status: response.status,
  headers: [...response.headers],
  body: await response.text(),
})

describe.each(Object.entries(stores))('over HTTP on the %s store', (_name, store) => {
  test('D1 a code is sent and verified', async () => {
    const under = await createDeployment({ store })
    const sent = await send(under, '+233244123456')
    expect(sent.status).toBe(200)
    expect(await sent.json()).toEqual({ status: 'sent', expires_in: 300, resend_in: 60 })
    expect(under.provider.messages.map(({ to }) => to.reveal())).toEqual(['+233244123456'])

    const verified = await verify(under, '+233244123456', under.lastCode())
    expect(verified.status).toBe(200)
    expect(await verified.json()).toEqual({
      status: 'verified',
      proof_token: expect.stringMatching(/^cp_/),
      expires_in: 300,
    })
  })

  test('A6 a resend replaces the code', async () => {
    const under = await createDeployment({ store })
    const phone = newPhone()
    await send(under, phone)
    const first = under.lastCode()
    under.clock.advance(60_000)
    const resent = await under.post('/api/otp/resend', { purpose: 'login', phone_e164: phone })
    expect(resent.status).toBe(200)
    expect((await verify(under, phone, first)).status).toBe(first === under.lastCode() ? 200 : 400)
    expect((await verify(under, phone, under.lastCode())).status).toBe(200)
  })

  test('A1 fifty parallel verifications with the right code: exactly one success', async () => {
    const under = await createDeployment({ store })
    const phone = newPhone()
    await send(under, phone)
    const code = under.lastCode()
    const answers = await Promise.all(Array.from({ length: 50 }, () => verify(under, phone, code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(49)
  })

  test('A2 after two hundred parallel wrong codes the right one is refused', async () => {
    const under = await createDeployment({ store })
    const phone = newPhone()
    await send(under, phone)
    const guess = wrong(under.lastCode())
    await Promise.all(Array.from({ length: 200 }, () => verify(under, phone, guess)))
    expect((await verify(under, phone, under.lastCode())).status).toBe(400)
  })

  test('A7 D2 wrong, malformed, expired, used, locked and unknown are equal byte for byte, headers included', async () => {
    const under = await createDeployment({ store })
    const [used, locked, expired] = [newPhone(), newPhone(), newPhone()]
    await send(under, expired)
    const expiredCode = under.lastCode()
    under.clock.advance(300_000)
    await send(under, used)
    const usedCode = under.lastCode()
    await verify(under, used, usedCode)
    await send(under, locked)
    const lockedCode = under.lastCode()

    const answers = {
      unknown: await seen(await verify(under, newPhone(), '123456')),
      used: await seen(await verify(under, used, usedCode)),
      expired: await seen(await verify(under, expired, expiredCode)),
      malformed: await seen(await verify(under, locked, 'abc')),
      wrong: await seen(await verify(under, locked, wrong(lockedCode))),
      wrongAgain: await seen(await verify(under, locked, wrong(lockedCode))),
      lastWrong: await seen(await verify(under, locked, wrong(lockedCode))),
      locked: await seen(await verify(under, locked, lockedCode)),
      otherPurpose: await seen(await verify(under, locked, lockedCode, 'reset')),
    }
    expect(answers.unknown.status).toBe(400)
    expect(JSON.parse(answers.unknown.body)).toMatchObject({
      detail: 'Invalid or expired code',
      code: 'invalid_code',
    })
    for (const answer of Object.values(answers)) expect(answer).toEqual(answers.unknown)
  })

  test('A10 a locked recipient is told the true wait on send, and gets a code after it', async () => {
    const under = await createDeployment({ store })
    const phone = newPhone()
    await send(under, phone)
    for (let n = 0; n < 3; n++) await verify(under, phone, wrong(under.lastCode()))
    under.clock.advance(100_500)
    const refused = await send(under, phone)
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('200')
    under.clock.advance(199_500)
    expect((await send(under, phone)).status).toBe(200)
  })

  test('A6 a code is good for its own purpose and recipient only', async () => {
    const under = await createDeployment({ store })
    const [ama, kofi] = [newPhone(), newPhone()]
    await send(under, ama, 'login')
    const code = under.lastCode()
    expect((await verify(under, ama, code, 'reset')).status).toBe(400)
    expect((await verify(under, kofi, code, 'login')).status).toBe(400)
    expect((await verify(under, ama, code, 'login')).status).toBe(200)
  })

  test('B7 the case of an email address does not matter when the code comes back', async () => {
    const under = await createDeployment({ store })
    await under.post('/api/otp/send', { purpose: 'sign_in', email: 'Ama@Example.com' })
    expect(under.provider.messages[0]?.to.reveal()).toBe('Ama@example.com')
    const body = { purpose: 'sign_in', email: 'ama@EXAMPLE.com', code: under.lastCode() }
    expect((await under.post('/api/otp/verify', body)).status).toBe(200)
  })
})
