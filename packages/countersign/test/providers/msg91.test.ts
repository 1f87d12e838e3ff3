import { createMsg91, type Msg91Settings, msg91 } from 'countersign/providers/msg91'
import { createFakeMsg91 } from 'countersign/testing/fake-services'
import { describe, expect, onTestFinished, test } from 'vitest'
import { msg91Codes } from './support/answer-tables.ts'
import { send, textMessage } from './support/message.ts'
import { describeHttpTroubles } from './support/section-nine.ts'
import { secret, templateId } from './support/under-test.ts'

const createFaked = async (settings: Partial<Msg91Settings> = {}) => {
  const fake = await createFakeMsg91()
  onTestFinished(fake.stop)
  const parts = { settings: { templateId, baseUrl: fake.url, ...settings }, secret }
  return { fake, provider: createMsg91({ ...parts, callbackUrl: undefined }) }
}

test('C6 the request is the one that MSG91 documents', async () => {
  const { provider, fake } = await createFaked()
  expect(await send(provider)).toEqual({ kind: 'accepted', messageId: fake.messages[0]?.id })
  expect(fake.requests).toMatchObject([
    {
      method: 'POST',
      path: '/api/v5/flow',
      headers: {
        authkey: 'marker-msg91-key',
        'content-type': 'application/json',
        'user-agent': 'countersign',
      },
    },
  ])
  expect(JSON.parse(fake.requests[0]?.body ?? '')).toEqual({
    template_id: templateId,
    short_url: '0',
    realTimeResponse: '1',
    recipients: [{ mobiles: '233200000000', OTP: '123456' }],
  })
})

test("C6 the template's own variables are filled", async () => {
  const { provider, fake } = await createFaked({ variables: { VAR1: 'code', VAR2: 'minutes' } })
  await send(provider, { ...textMessage, ttlSeconds: 599 })
  const [recipient] = JSON.parse(fake.requests[0]?.body ?? '').recipients
  expect(recipient).toEqual({ mobiles: '233200000000', VAR1: '123456', VAR2: '9' })
})

test("D11 F12 the template is that of the message's purpose and language, else the general one", async () => {
  const [en, hi] = ['a'.repeat(24), 'b'.repeat(24)]
  const { provider, fake } = await createFaked({ templates: { login: { en, hi } } })
  const asked = [
    ['login', 'hi'],
    ['login', 'en'],
    ['login', 'fr'],
    ['reset', 'hi'],
    ['constructor', 'name'],
  ]
  for (const [purpose = '', locale = ''] of asked)
    await send(provider, { ...textMessage, purpose, locale })
  const sent = fake.requests.map(({ body }) => JSON.parse(body).template_id)
  expect(sent).toEqual([hi, en, templateId, templateId, templateId])
})

const codeRows = Object.entries(msg91Codes).flatMap(([kind, list]) =>
  list.flatMap((code) => [
    { kind, code, place: 'code', refusal: { code } },
    { kind, code, place: 'code, as a text', refusal: { code: String(code) } },
    { kind, code, place: 'message', refusal: { message: String(code) } },
    { kind, code, place: 'code, with a 400', refusal: { status: 400, code } },
  ]),
)

describe('C6 every code of the table has its class, wherever it stands', () => {
  test.each(codeRows)('C6 $code in $place is $kind', async ({ kind, code, refusal }) => {
    const { provider, fake } = await createFaked()
    fake.refuseWith(refusal)
    expect(await send(provider)).toEqual({ kind, reason: String(code) })
  })

  test.each([{ code: 311 }, { code: '311' }, { status: 400, code: 311 }])(
    'C6 %o means that the first one is on its way',
    async (refusal) => {
      const { provider, fake } = await createFaked()
      fake.refuseWith(refusal)
      expect(await send(provider)).toEqual({ kind: 'accepted' })
    },
  )

  test.each([
    ['Template ID Missing or Invalid Template', { kind: 'config', reason: 'template' }],
    ['Authentication failure', { kind: 'config', reason: 'auth' }],
    ['Invalid authkey', { kind: 'config', reason: 'auth' }],
    ['Insufficient balance', { kind: 'funds', reason: 'balance' }],
    ['Please enter a valid mobile number', { kind: 'bad_recipient', reason: 'mobile' }],
    ['IP 203.0.113.7 is not allowed', { kind: 'config', reason: 'ip not allowed' }],
    ['Something that nobody has documented', { kind: 'config', reason: 'http 200' }],
  ])('C6 an error with status 200 that says "%s"', async (message, outcome) => {
    const { provider, fake } = await createFaked()
    fake.refuseWith({ message })
    expect(await send(provider)).toEqual(outcome)
  })

  test.each([
    [401, { kind: 'config', reason: 'http 401' }],
    [403, { kind: 'config', reason: 'http 403' }],
    [418, { kind: 'config', reason: 'http 418' }],
    [429, { kind: 'throttled', reason: 'http 429' }],
    [500, { kind: 'transient', reason: 'http 500' }],
    [503, { kind: 'transient', reason: 'http 503' }],
  ])('C6 a %s that says nothing more', async (status, outcome) => {
    const { provider, fake } = await createFaked()
    fake.breakWith({ kind: 'answer', answer: { status, body: '' } })
    expect(await send(provider)).toEqual(outcome)
  })

  test.each(['{"message":"hello"}', '{"type":"pending"}'])(
    'C6 a 200 with %s is no success and no refusal',
    async (body) => {
      const { provider, fake } = await createFaked()
      fake.breakWith({ kind: 'answer', answer: { status: 200, body } })
      expect(await send(provider)).toEqual({ kind: 'unknown', reason: 'unreadable answer' })
    },
  )
})

describeHttpTroubles('C6', createFaked)

test("C6 the template is named by MSG91's own id, and one variable is the code", () => {
  const check = (settings: object) =>
    msg91.settingsSchema.safeParse({ templateId, ...settings }).success
  expect(check({})).toBe(true)
  expect(check({ templateId: '1234567890123456789' })).toBe(false)
  expect(check({ templates: { login: { hi: templateId } } })).toBe(true)
  expect(check({ templates: { login: { hi: '1234567890123456789' } } })).toBe(false)
  expect(check({ templates: { Login: { hi: templateId } } })).toBe(false)
  expect(check({ templates: { login: { Hindi: templateId } } })).toBe(false)
  expect(check({ variables: { VAR1: 'code', VAR2: 'minutes' } })).toBe(true)
  expect(check({ variables: { VAR2: 'minutes' } })).toBe(false)
  expect(check({ variables: { mobiles: 'code' } })).toBe(false)
  expect(check({ variables: { __proto__x: 'code' } })).toBe(false)
})
