import { createSecret } from 'countersign'
import { createWebhook, webhook } from 'countersign/providers/webhook'
import { createFakeClock } from 'countersign/testing'
import { createFakeWebhookReceiver, webhookSignature } from 'countersign/testing/fake-services'
import { describe, expect, onTestFinished, test } from 'vitest'
import { emailMessage, send } from './support/message.ts'
import { describeHttpTroubles } from './support/section-nine.ts'
import { secret, testSecrets } from './support/under-test.ts'

const createFaked = async () => {
  const fake = await createFakeWebhookReceiver({ secret: testSecrets['webhook_secret'] ?? '' })
  onTestFinished(fake.stop)
  const settings = { url: `${fake.url}/messages`, allowHttp: true }
  const clock = createFakeClock()
  const provider = createWebhook({ settings, secret, callbackUrl: undefined }, { clock })
  return { fake, provider, clock }
}

test('B1 the request has the message and a signature after Standard Webhooks', async () => {
  const { provider, fake, clock } = await createFaked()
  const id = emailMessage.deliveryId
  expect(await send(provider, emailMessage)).toEqual({ kind: 'accepted', messageId: `own-${id}` })
  const timestamp = String(clock.now() / 1000)
  const [{ headers, body, ...line } = { headers: {}, body: '' }] = fake.requests
  const key = testSecrets['webhook_secret'] ?? ''
  expect(line).toEqual({ method: 'POST', path: '/messages' })
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': webhookSignature({ id, timestamp, body, secret: key }),
  })
  expect(JSON.parse(body)).toEqual({
    type: 'message.send',
    data: {
      delivery_id: id,
      channel: 'email',
      to: 'Ama@example.com',
      purpose: 'login',
      subject: 'Your Acme code',
      text: 'Your Acme code:\n\n123456\n',
      html: '<p>Your Acme code: <b>123456</b></p>',
      code: '123456',
      expires_in: 300,
      locale: 'en',
    },
  })
})

test('B1 the signature is that of the public test vector', () => {
  const signature = webhookSignature({
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestamp: '1614265330',
    body: '{"test": 2432232314}',
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  })
  expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

test('B1 a receiver with another key takes nothing', async () => {
  const fake = await createFakeWebhookReceiver({ secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' })
  onTestFinished(fake.stop)
  const settings = { url: fake.url, allowHttp: true }
  const provider = createWebhook({ settings, secret, callbackUrl: undefined })
  expect(await send(provider)).toEqual({ kind: 'config', reason: 'http 401' })
  expect(fake.messages).toHaveLength(0)
})

const outcomes = [
  ...['bad_recipient', 'opted_out', 'policy', 'config', 'funds', 'throttled', 'transient'],
  ...['unknown', 'accepted'],
]

describe('B1 every documented answer has its class', () => {
  test.each(outcomes)('B1 200 with the outcome %s', async (outcome) => {
    const { provider, fake } = await createFaked()
    fake.answerWith(200, { outcome })
    expect(await send(provider)).toMatchObject({ kind: outcome })
  })

  test.each(outcomes.filter((outcome) => outcome !== 'accepted'))(
    'B1 400 with the outcome %s',
    async (outcome) => {
      const { provider, fake } = await createFaked()
      fake.answerWith(400, { outcome })
      expect(await send(provider)).toMatchObject({ kind: outcome })
    },
  )

  test.each([
    [200, {}, { kind: 'accepted' }],
    [201, { message_id: 'abc' }, { kind: 'accepted', messageId: 'abc' }],
    [200, { outcome: 'maybe' }, { kind: 'unknown', reason: 'unknown outcome' }],
    [400, { outcome: 'accepted' }, { kind: 'policy', reason: 'http 400' }],
    [400, {}, { kind: 'policy', reason: 'http 400' }],
    [401, {}, { kind: 'config', reason: 'http 401' }],
    [402, {}, { kind: 'funds', reason: 'http 402' }],
    [404, {}, { kind: 'config', reason: 'http 404' }],
    [503, {}, { kind: 'transient', reason: 'http 503' }],
  ])('B1 %s with %o', async (status, body, outcome) => {
    const { provider, fake } = await createFaked()
    fake.answerWith(status, body)
    expect(await send(provider)).toEqual(outcome)
  })

  test('B1 a throttling receiver says how long to wait', async () => {
    const { provider, fake } = await createFaked()
    fake.answerWith(429, { outcome: 'throttled' }, { 'retry-after': '5' })
    expect(await send(provider)).toMatchObject({ kind: 'throttled', retryAfterMs: 5000 })
  })
})

describeHttpTroubles('B1', createFaked)

test('B1 the address must be https unless a setting says otherwise', () => {
  const check = (settings: object) => webhook.settingsSchema.safeParse(settings).success
  expect(check({ url: 'https://sms.acme.example/send' })).toBe(true)
  expect(check({ url: 'http://sms.internal/send' })).toBe(false)
  expect(check({ url: 'http://localhost:4000' })).toBe(false)
  expect(check({ url: 'http://sms.internal/send', allowHttp: true })).toBe(true)
  expect(check({ url: 'file:///etc/passwd', allowHttp: true })).toBe(false)
  expect(check({ url: 'nowhere' })).toBe(false)
})

test('B1 a secret that is no key stops the start, and is not repeated', () => {
  const settings = { url: 'https://sms.acme.example' }
  for (const bad of ['short', 'whsec_!!!', `whsec_${'A'.repeat(200)}`, ''])
    expect(() =>
      createWebhook({ settings, secret: () => createSecret(bad), callbackUrl: undefined }),
    ).toThrow('webhook_secret: must be whsec_ and 24 to 64 bytes in base64')
})
