import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { builtInPurposes } from 'countersign'
import { createSqliteStore } from 'countersign/stores/sqlite'
import { describe, expect, test } from 'vitest'
import { createDeployment, newPhone, stores } from '../support/deployment.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const login = (phone: string) => ({ purpose: 'login', phone_e164: phone })

describe.each(Object.entries(stores))('sending on the %s store', (_name, store) => {
  test('A9 B2 a refused hand-over answers 502 and uses nothing up', async () => {
    const under = await createDeployment({ store })
    const phone = newPhone()
    under.provider.answerWith({ kind: 'policy' })
    for (let n = 0; n < 10; n++) {
      const failed = await under.post('/api/otp/send', login(phone))
      expect(failed.status).toBe(502)
      expect(await failed.json()).toMatchObject({ code: 'delivery_failed' })
    }
    const dead = under.lastCode()
    const body = { ...login(phone), code: dead }
    expect((await under.post('/api/otp/verify', body)).status).toBe(400)
    under.provider.answerWith({ kind: 'accepted' })
    expect((await under.post('/api/otp/send', login(phone))).status).toBe(200)
  })

  test('B3 an unknown outcome answers 200, and the code is good', async () => {
    const under = await createDeployment({ store })
    const phone = newPhone()
    under.provider.answerWith({ kind: 'unknown' })
    expect((await under.post('/api/otp/send', login(phone))).status).toBe(200)
    expect((await under.post('/api/otp/send', login(phone))).status).toBe(429)
    const body = { ...login(phone), code: under.lastCode() }
    expect((await under.post('/api/otp/verify', body)).status).toBe(200)
  })

  test('A7 a provider that throws counts as unknown and breaks nothing', async () => {
    const under = await createDeployment({ store })
    under.provider.answerWith(() => Promise.reject(new Error('socket hang up')))
    expect((await under.post('/api/otp/send', login(newPhone()))).status).toBe(200)
  })

  test('B3 a provider that never answers counts as unknown after its time', async () => {
    const under = await createDeployment({ store, deliveryTimeoutMs: 20 })
    const phone = newPhone()
    under.provider.answerWith(() => new Promise(() => undefined))
    expect((await under.post('/api/otp/send', login(phone))).status).toBe(200)
    const body = { ...login(phone), code: under.lastCode() }
    expect((await under.post('/api/otp/verify', body)).status).toBe(200)
  })

  test('C3 E8 three sends per address and quarter of an hour, with the true wait and what is left', async () => {
    const under = await createDeployment({ store })
    const ask = (peer: string) =>
      under.post('/api/otp/send', { purpose: 'sign_in', phone_e164: newPhone() }, { peer })
    const first = await ask('198.51.100.7')
    expect(first.headers.get('ratelimit-policy')).toBe('"ip";q=3;w=900')
    expect(first.headers.get('ratelimit')).toBe('"ip";r=2;t=900')
    under.clock.advance(60_000)
    await ask('198.51.100.7')
    await ask('198.51.100.7')
    const refused = await ask('198.51.100.7')
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('840')
    expect(refused.headers.get('ratelimit')).toBe('"ip";r=0;t=840')
    expect(await refused.json()).toMatchObject({
      code: 'rate_limited',
      detail: 'Try again in 840 seconds.',
    })
    expect((await ask('198.51.100.8')).status).toBe(200)
    under.clock.advance(840_000)
    expect((await ask('198.51.100.7')).status).toBe(200)
  })

  test('C3 ten verifications per address and quarter of an hour', async () => {
    const under = await createDeployment({ store })
    const body = { purpose: 'sign_in', phone_e164: newPhone(), code: '123456' }
    const answers = []
    for (let n = 0; n < 12; n++) answers.push((await under.post('/api/otp/verify', body)).status)
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 400), 429, 429])
  })

  test('E6 three verifications an hour and recipient, from wherever they come', async () => {
    const under = await createDeployment({ store })
    const body = { purpose: 'email_quote', email: 'ama@example.com', code: '123456' }
    const statuses = []
    for (let n = 0; n < 4; n++) {
      const peer = `198.51.100.${n}`
      statuses.push((await under.post('/api/otp/verify', body, { peer })).status)
    }
    expect(statuses).toEqual([400, 400, 400, 429])
  })

  test('I3 a recipient limit is never shown to somebody who has not run into it', async () => {
    const under = await createDeployment({ store })
    const sent = await under.post('/api/otp/send', login(newPhone()))
    expect(sent.headers.get('ratelimit')).toBeNull()
  })

  test('B8 the cool-down answers 429 with the true wait', async () => {
    const under = await createDeployment({ store })
    const phone = newPhone()
    await under.post('/api/otp/send', login(phone))
    under.clock.advance(18_000)
    const refused = await under.post('/api/otp/send', login(phone))
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('42')
  })
})

test('K3 a store that is broken answers 503 with Retry-After, and nothing is sent', async () => {
  const path = join(temporaryFolder(), 'broken.db')
  const under = await createDeployment({
    store: async (clock) => createSqliteStore({ path, clock }),
  })
  const vandal = new DatabaseSync(path)
  vandal.exec('drop table challenges')
  vandal.close()
  for (const [route, body] of [
    ['send', login(newPhone())],
    ['verify', { ...login(newPhone()), code: '123456' }],
  ] as const) {
    const refused = await under.post(`/api/otp/${route}`, body)
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('5')
    expect(await refused.json()).toMatchObject({ code: 'unavailable' })
  }
  expect(under.provider.messages).toEqual([])
})

test('every built-in purpose sends and verifies', async () => {
  for (const [purpose, policy] of Object.entries(builtInPurposes)) {
    if (policy.requires === 'caller') continue
    const under = await createDeployment()
    const recipient = policy.channels.includes('sms')
      ? { phone_e164: newPhone() }
      : { email: 'ama@example.com' }
    const sent = await under.post('/api/otp/send', { purpose, ...recipient })
    expect(await sent.json()).toEqual({
      status: 'sent',
      expires_in: policy.ttlSeconds,
      resend_in: policy.resendSeconds,
    })
    const body = { purpose, ...recipient, code: under.lastCode() }
    expect((await under.post('/api/otp/verify', body)).status).toBe(200)
  }
})
