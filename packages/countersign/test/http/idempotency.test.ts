import { describe, expect, test } from 'vitest'
import { createDeployment, type Deployment, newPhone, stores } from '../support/deployment.ts'

const send = (under: Deployment, body: object, key: string, peer?: string) =>
  under.post('/api/otp/send', body, {
    headers: { 'idempotency-key': key },
    ...(peer !== undefined && { peer }),
  })

const seen = async (response: Response) => ({
  status: response.status,
  headers: [...response.headers],
  body: await response.text(),
})

describe.each(Object.entries(stores))('Idempotency-Key on the %s store', (_name, store) => {
  test('F7 B13 twenty equal requests in parallel: one code, one message, the same answer byte for byte', async () => {
    const under = await createDeployment({ store })
    const body = { purpose: 'sign_in', phone_e164: newPhone() }
    const sends = Array.from({ length: 20 }, () => send(under, body, 'key-1'))
    const answers = await Promise.all((await Promise.all(sends)).map(seen))
    expect(under.provider.messages).toHaveLength(1)
    expect(answers[0]?.status).toBe(200)
    for (const answer of answers) expect(answer).toEqual(answers[0])
    const later = await seen(await send(under, body, 'key-1'))
    expect(later).toEqual(answers[0])
    expect((await under.post('/api/otp/verify', { ...body, code: under.lastCode() })).status).toBe(
      200,
    )
  })

  test('B13 the same key with another body is refused with 422, and nothing is sent', async () => {
    const under = await createDeployment({ store })
    const body = { purpose: 'login', phone_e164: newPhone() }
    await send(under, body, 'key-1')
    for (const other of [
      { ...body, phone_e164: newPhone() },
      { ...body, purpose: 'reset' },
      { ...body, locale: 'fr' },
    ]) {
      const refused = await send(under, other, 'key-1')
      expect(refused.status).toBe(422)
      expect(await refused.json()).toMatchObject({ code: 'idempotency_key_reused' })
    }
    expect(under.provider.messages).toHaveLength(1)
  })

  test('B13 one caller key means nothing for another caller', async () => {
    const under = await createDeployment({ store })
    const [ama, kofi] = [newPhone(), newPhone()]
    await send(under, { purpose: 'login', phone_e164: ama }, 'key-1', '198.51.100.1')
    const other = await send(under, { purpose: 'login', phone_e164: kofi }, 'key-1', '198.51.100.2')
    expect(other.status).toBe(200)
    expect(under.provider.messages).toHaveLength(2)
  })

  test('F7 a failed hand-over may be tried again with the same key', async () => {
    const under = await createDeployment({ store })
    const body = { purpose: 'login', phone_e164: newPhone() }
    under.provider.answerWith({ kind: 'policy' })
    expect((await send(under, body, 'key-1')).status).toBe(502)
    under.provider.answerWith({ kind: 'accepted' })
    expect((await send(under, body, 'key-1')).status).toBe(200)
    expect((await send(under, body, 'key-1')).status).toBe(200)
    expect(under.provider.messages).toHaveLength(2)
  })
})

test.each(['with space', 'caf\u00e9', 'x'.repeat(256)])('F7 the key %j is refused', async (key) => {
  const under = await createDeployment()
  const refused = await send(under, { purpose: 'login', phone_e164: newPhone() }, key)
  expect(refused.status).toBe(400)
  expect(await refused.json()).toMatchObject({
    code: 'invalid_request',
    errors: [{ path: 'Idempotency-Key' }],
  })
  expect(under.provider.messages).toEqual([])
})
