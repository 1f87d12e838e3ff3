import { createSecret } from 'countersign'
import { createArkesel } from 'countersign/providers/arkesel'
import { createMsg91 } from 'countersign/providers/msg91'
import { createResend } from 'countersign/providers/resend'
import { createSmtp } from 'countersign/providers/smtp'
import { createTwilio } from 'countersign/providers/twilio'
import { createWebhook } from 'countersign/providers/webhook'
import {
  createFakeArkesel,
  createFakeMsg91,
  createFakeResend,
  createFakeTwilio,
  sharedSecretNames,
  startFakeServices,
  twilioBodyHash,
  twilioSignature,
  webhookSignature,
} from 'countersign/testing/fake-services'
import { describe, expect, onTestFinished, test } from 'vitest'
import { messageFor, send } from './support/message.ts'
import { createReceiver } from './support/receiver.ts'
import { accountSid, messagingServiceSid, secret, templateId } from './support/under-test.ts'

const from = 'Acme <otp@acme.example>'

test('B1 a whole deployment runs on fakes, with the secrets that they hand out', async () => {
  const { urls, secrets, messages, stop } = await startFakeServices()
  onTestFinished(stop)
  const parts = {
    secret: (name: string) => createSecret(secrets[name] ?? ''),
    callbackUrl: undefined,
  }
  const { arkesel, twilio, msg91, resend, smtp, webhook: url } = urls
  const providers = [
    createArkesel({ settings: { senderId: 'Acme', baseUrl: arkesel }, ...parts }),
    createTwilio({ settings: { accountSid, messagingServiceSid, baseUrl: twilio }, ...parts }),
    createMsg91({ settings: { templateId, baseUrl: msg91 }, ...parts }),
    createResend({ settings: { from, baseUrl: resend }, ...parts }),
    createSmtp({ settings: { url: smtp, from }, ...parts }),
    createWebhook({ settings: { url, allowHttp: true }, ...parts }),
  ]
  for (const provider of providers)
    expect(await send(provider), provider.id).toMatchObject({ kind: 'accepted' })
  expect(messages().map(({ service }) => service)).toEqual(providers.map(({ id }) => id))
  await stop()
  for (const provider of providers)
    expect(await send(provider), provider.id).toMatchObject({ kind: 'transient' })
})

test('E5 services report by themselves what they took, to where they were told', async () => {
  const { url, requests } = await createReceiver()
  const known = { webhook_token: 'token-of-16-letters-and-more' }
  const fakes = await startFakeServices({ reportTo: url, secrets: known })
  onTestFinished(fakes.stop)
  const { arkesel, twilio, msg91, resend } = fakes.urls
  const parts = { secret, callbackUrl: `${url}/webhooks/as-told` }
  for (const provider of [
    createArkesel({ settings: { senderId: 'Acme', baseUrl: arkesel }, ...parts }),
    createTwilio({ settings: { accountSid, messagingServiceSid, baseUrl: twilio }, ...parts }),
    createMsg91({ settings: { templateId, baseUrl: msg91 }, ...parts }),
    createResend({ settings: { from, baseUrl: resend }, ...parts }),
  ])
    await send(provider, { ...messageFor(provider), callbackRef: 'd-1' })
  await expect.poll(() => requests.length, { timeout: 10_000 }).toBe(6)
  const calls = requests.map(({ method, path }) => `${method} ${path.replace(/sms_id=[\w-]+/, '')}`)
  expect(calls.sort()).toEqual([
    'GET /webhooks/as-told?delivery=d-1&&status=DELIVERED',
    'POST /webhooks/as-told?delivery=d-1',
    'POST /webhooks/as-told?delivery=d-1',
    'POST /webhooks/msg91/token-of-16-letters-and-more',
    'POST /webhooks/resend',
    'POST /webhooks/resend',
  ])
  const events = requests.filter(({ path }) => path === '/webhooks/resend')
  expect(events.map(({ body }) => JSON.parse(body))).toMatchObject([
    { type: 'email.sent', data: { tags: { delivery: 'd-1' } } },
    { type: 'email.delivered', data: { tags: { delivery: 'd-1' } } },
  ])
})

test('B8 secrets that open a door are new for every set of services', async () => {
  const [one, other] = [await startFakeServices(), await startFakeServices()]
  await Promise.all([one.stop(), other.stop()])
  for (const name of sharedSecretNames) {
    expect(one.secrets[name]).toMatch(/^.{32,}$/)
    expect(one.secrets[name]).not.toBe(other.secrets[name])
  }
})

describe('reports come back as each service sends them', () => {
  test('A2 Arkesel calls back with a plain GET, also for an id that we do not know', async () => {
    const { url, requests } = await createReceiver()
    const fake = await createFakeArkesel()
    onTestFinished(fake.stop)
    const settings = { senderId: 'Acme', baseUrl: fake.url }
    await send(createArkesel({ settings, secret, callbackUrl: `${url}/webhooks/arkesel/TOKEN` }))
    const id = fake.messages[0]?.id ?? ''
    expect(await fake.report(id, { status: 'DELIVERED' })).toEqual({ status: 204 })
    await fake.report('unknown', { status: 'DELIVERED', url, extra: [['status', 'EXPIRED']] })
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /webhooks/arkesel/TOKEN?sms_id=${id}&status=DELIVERED`,
      'GET /?sms_id=unknown&status=DELIVERED&status=EXPIRED',
    ])
  })

  test('D4 Twilio signs over every parameter with the token that the message came with', async () => {
    const { url, requests } = await createReceiver()
    const fake = await createFakeTwilio()
    onTestFinished(fake.stop)
    const settings = { accountSid, messagingServiceSid, baseUrl: fake.url }
    const callbackUrl = `${url}/webhooks/twilio`
    await send(createTwilio({ settings, secret, callbackUrl }))
    const id = fake.messages[0]?.id ?? ''
    await fake.report(id, { status: 'delivered', extra: [['New', '1']] })
    await fake.report(id, { status: 'sent', signature: 'wrong' })
    await fake.report(id, { status: 'failed', errorCode: 30003, signature: 'none' })
    const [right, wrong, none] = requests.map(({ headers, body }) => ({
      given: headers['x-twilio-signature'],
      due: twilioSignature({
        url: callbackUrl,
        parameters: [...new URLSearchParams(body)],
        authToken: 'marker-twilio-token',
      }),
    }))
    expect(right?.given).toBe(right?.due)
    expect(wrong?.given).not.toBe(wrong?.due)
    expect(none?.given).toBeUndefined()
  })

  test.each([
    ['v2', 'application/x-www-form-urlencoded'],
    ['v3', 'application/json'],
    ['v4', 'application/json'],
  ] as const)('C6 MSG91 calls back in the format %s', async (format, type) => {
    const { url, requests } = await createReceiver()
    const fake = await createFakeMsg91()
    onTestFinished(fake.stop)
    await fake.report('3763646c', { url, format, status: '1', description: 'DELIVERED' })
    expect(requests).toMatchObject([{ method: 'POST', headers: { 'content-type': type } }])
    expect(decodeURIComponent(requests[0]?.body ?? '')).toContain('3763646c')
  })

  test.each(['svix', 'webhook'] as const)(
    'E5 Resend signs events in headers of %s',
    async (names) => {
      const key = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
      const { url, requests } = await createReceiver()
      const fake = await createFakeResend()
      onTestFinished(fake.stop)
      const event = {
        url,
        secret: key,
        type: 'email.delivered',
        headerNames: names,
        eventId: 'msg_1',
      }
      await fake.report('id-1', { ...event, atMs: 1_767_225_600_000 })
      await fake.report('id-1', { ...event, signature: 'wrong' })
      const [right, wrong] = requests.map(({ headers, body }) => ({
        given: headers[`${names}-signature`],
        due: webhookSignature({
          ...{ id: 'msg_1', timestamp: headers[`${names}-timestamp`] ?? '', body, secret: key },
        }),
      }))
      expect(requests[0]?.headers[`${names}-timestamp`]).toBe('1767225600')
      expect(right?.given).toBe(right?.due)
      expect(wrong?.given).not.toBe(wrong?.due)
    },
  )
})

const call = [
  ...[['CallSid', 'CA1234567890ABCDE'] as const, ['Caller', '+14158675309'] as const],
  ...[['Digits', '1234'] as const, ['From', '+14158675309'] as const],
  ['To', '+18005551212'] as const,
]
const repeated = [
  ...[['Sid', 'CA123'] as const, ['SidAccount', 'AC123'] as const],
  ...[['Digits', '5678'] as const, ['Digits', '1234'] as const, ['Digits', '1234'] as const],
]
const body = '{"property": "value", "boolean": true}'

test.each([
  ['https://mycompany.com/myapp.php?foo=1&bar=2', call, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  ['https://mycompany.com:443/myapp.php?foo=1&bar=2', call, 'kvajT1Ptam85bY51eRf/AJRuM3w='],
  ['http://mycompany.com:1234/myapp.php?foo=1&bar=2', call, 'Zmvh+3yNM1Phv2jhDCwEM3q5ebU='],
  ['http://mycompany.com:80/myapp.php?foo=1&bar=2', call, '0ZXoZLH/DfblKGATFgpif+LLRf4='],
  ['https://mycompany.com/myapp.php?foo=1&bar=2', repeated, 'IK+Dwps556ElfBT0I3Rgjkr1wJU='],
  [
    `https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256=${twilioBodyHash(body)}`,
    [],
    'a9nBmqA0ju/hNViExpshrM61xv4=',
  ],
])('D4 the fake signs as Twilio does: %s', (url, parameters, signature) => {
  expect(twilioSignature({ url, parameters, authToken: '12345' })).toBe(signature)
})
