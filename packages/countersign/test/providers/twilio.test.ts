import { createTwilio, type TwilioSettings, twilio } from 'countersign/providers/twilio'
import { createFakeTwilio } from 'countersign/testing/fake-services'
import { describe, expect, onTestFinished, test } from 'vitest'
import { rowsOf, twilioDeliveryCodes, twilioRequestCodes } from './support/answer-tables.ts'
import { send, textMessage } from './support/message.ts'
import { describeHttpTroubles } from './support/section-nine.ts'
import { accountSid, messagingServiceSid, secret } from './support/under-test.ts'

const createFaked = async (
  settings: Partial<TwilioSettings> = {},
  callbackUrl: string | undefined = undefined,
) => {
  const fake = await createFakeTwilio()
  onTestFinished(fake.stop)
  const parts = {
    settings: { accountSid, messagingServiceSid, baseUrl: fake.url, ...settings },
    secret,
  }
  return { fake, provider: createTwilio({ ...parts, callbackUrl }) }
}

test('C6 D4 the request is the one that Twilio documents, byte for byte', async () => {
  const { provider, fake } = await createFaked({}, 'https://otp.example.com/webhooks/twilio')
  expect(await send(provider)).toEqual({ kind: 'accepted', messageId: fake.messages[0]?.id })
  const credentials = Buffer.from(`${accountSid}:marker-twilio-token`).toString('base64')
  expect(fake.requests).toMatchObject([
    {
      method: 'POST',
      path: `/2010-04-01/Accounts/${accountSid}/Messages.json`,
      headers: {
        authorization: `Basic ${credentials}`,
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': 'countersign',
      },
      body: [
        'To=%2B233200000000',
        `MessagingServiceSid=${messagingServiceSid}`,
        'Body=123456+is+your+Acme+code.%0A%0A%40acme.example+%23123456',
        'ValidityPeriod=300',
        'StatusCallback=https%3A%2F%2Fotp.example.com%2Fwebhooks%2Ftwilio',
      ].join('&'),
    },
  ])
})

test.each([
  [1, '6'],
  [600, '600'],
  [90_000, '36000'],
])('C6 a code that is good for %s s is queued for %s s', async (ttlSeconds, period) => {
  const { provider, fake } = await createFaked()
  await send(provider, { ...textMessage, ttlSeconds })
  const form = new URLSearchParams(fake.requests[0]?.body)
  expect(form.get('ValidityPeriod')).toBe(period)
  expect(form.has('StatusCallback')).toBe(false)
  expect(form.has('From')).toBe(false)
  expect(form.has('RiskCheck')).toBe(false)
})

describe('C6 D4 every code of the table has its class', () => {
  test.each(rowsOf(twilioRequestCodes))(
    'C6 D4 a refusal with $code is $kind',
    async ({ code, kind }) => {
      const { provider, fake } = await createFaked()
      fake.refuseWith(code)
      expect(await send(provider)).toEqual({ kind, reason: String(code) })
    },
  )

  test.each(rowsOf(twilioDeliveryCodes))(
    'C6 D4 a 201 whose message has failed with $code is $kind',
    async ({ code, kind }) => {
      const { provider, fake } = await createFaked()
      fake.failWith('failed', code)
      expect(await send(provider)).toEqual({ kind, reason: String(code) })
    },
  )

  test.each(['failed', 'undelivered', 'canceled'])(
    'C6 D4 a 201 with status %s and no code is a definite failure',
    async (status) => {
      const { provider, fake } = await createFaked()
      fake.failWith(status, null)
      expect(await send(provider)).toEqual({ kind: 'policy', reason: status })
    },
  )

  test.each([
    [400, 29_999, { kind: 'policy', reason: '29999' }],
    [401, 29_998, { kind: 'config', reason: '29998' }],
    [404, 29_998, { kind: 'config', reason: '29998' }],
    [500, 20_500, { kind: 'transient', reason: '20500' }],
  ])('C6 D4 a %s with the unknown code %s falls to its status', async (status, code, outcome) => {
    const { provider, fake } = await createFaked()
    fake.refuseWith(code, { status })
    expect(await send(provider)).toEqual(outcome)
  })

  test('C6 D4 a throttled request says how long to wait', async () => {
    const { provider, fake } = await createFaked()
    fake.refuseWith(20429, { headers: { 'retry-after': '2' } })
    const outcome = { kind: 'throttled', reason: '20429', retryAfterMs: 2000 }
    expect(await send(provider)).toEqual(outcome)
  })

  test('C6 D4 the code is read from a problem document, too', async () => {
    const { provider, fake } = await createFaked()
    const problem = { type: 'about:blank', title: 'Bad', status: 400, code: '21610', detail: 'x' }
    fake.breakWith({ kind: 'answer', answer: { status: 400, body: JSON.stringify(problem) } })
    expect(await send(provider)).toEqual({ kind: 'opted_out', reason: '21610' })
  })

  test.each([
    ['that is no JSON', 'Bad Request', 'http 400'],
    ['whose code is the code that was sent', '{"code":123456}', 'http 400'],
    ['whose code is no number', '{"code":"+233200000000"}', 'http 400'],
  ])('C6 G4 a 400 %s is a refusal, and nothing of it is repeated', async (_, body, reason) => {
    const { provider, fake } = await createFaked()
    fake.breakWith({ kind: 'answer', answer: { status: 400, body } })
    expect(await send(provider)).toEqual({ kind: 'policy', reason })
  })

  test('C6 D4 a 201 without a sid is no proof that the message was taken', async () => {
    const { provider, fake } = await createFaked()
    fake.breakWith({ kind: 'answer', answer: { status: 201, body: '{"status":"accepted"}' } })
    expect(await send(provider)).toEqual({ kind: 'unknown', reason: 'no message id' })
  })
})

describeHttpTroubles('C6', createFaked)

test('D4 only the SID of a Messaging Service is taken, and the account by its own SID', () => {
  const check = (settings: object) =>
    twilio.settingsSchema.safeParse({ accountSid, messagingServiceSid, ...settings }).success
  expect(check({})).toBe(true)
  for (const messagingServiceSid of ['+15005550006', 'Acme', 'MG123', `PN${'0'.repeat(32)}`])
    expect(check({ messagingServiceSid }), messagingServiceSid).toBe(false)
  for (const accountSid of ['AC123', `SK${'0'.repeat(32)}`, `AC${'0'.repeat(32)}/x`])
    expect(check({ accountSid }), accountSid).toBe(false)
  expect(check({ from: '+15005550006' })).toBe(false)
})
