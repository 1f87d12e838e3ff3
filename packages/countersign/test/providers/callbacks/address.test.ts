import { createArkesel } from 'countersign/providers/arkesel'
import { createMsg91 } from 'countersign/providers/msg91'
import { createResend } from 'countersign/providers/resend'
import { createTwilio } from 'countersign/providers/twilio'
import {
  createFakeArkesel,
  createFakeMsg91,
  createFakeResend,
  createFakeTwilio,
} from 'countersign/testing/fake-services'
import { expect, onTestFinished, test } from 'vitest'
import { createCallbackAddress } from '../../../src/providers/callback-address.ts'
import { emailMessage, send, textMessage } from '../support/message.ts'
import { accountSid, messagingServiceSid, secret, templateId } from '../support/under-test.ts'

const callbackUrl = 'https://otp.example.com/webhooks/x'
const named = { ...textMessage, callbackRef: 'delivery-1' }

test('E5 C6 Twilio is told where to report this delivery to', async () => {
  const fake = await createFakeTwilio()
  onTestFinished(fake.stop)
  const settings = { accountSid, messagingServiceSid, baseUrl: fake.url }
  const provider = createTwilio({ settings, secret, callbackUrl })
  await send(provider, named)
  await send(provider)
  expect(fake.requests.map(({ body }) => new URLSearchParams(body).get('StatusCallback'))).toEqual([
    `${callbackUrl}?delivery=delivery-1`,
    callbackUrl,
  ])
})

test('A2 Arkesel is told where to report this delivery to', async () => {
  const fake = await createFakeArkesel()
  onTestFinished(fake.stop)
  const settings = { senderId: 'Acme', baseUrl: fake.url }
  const provider = createArkesel({ settings, secret, callbackUrl })
  await send(provider, named)
  await send(provider)
  expect(fake.requests.map(({ body }) => JSON.parse(body).callback_url)).toEqual([
    `${callbackUrl}?delivery=delivery-1`,
    callbackUrl,
  ])
})

test('E5 Resend gets the name of the delivery as a tag, and the same again in a retry', async () => {
  const fake = await createFakeResend()
  onTestFinished(fake.stop)
  const settings = { from: 'Acme <otp@acme.example>', baseUrl: fake.url }
  const provider = createResend({ settings, secret, callbackUrl: undefined })
  const message = { ...emailMessage, callbackRef: 'delivery-1' }
  const first = await send(provider, message)
  expect(first.kind).toBe('accepted')
  expect(await send(provider, message)).toEqual(first)
  await send(provider, { ...emailMessage, deliveryId: 'other' })
  expect(fake.requests.map(({ body }) => JSON.parse(body).tags)).toEqual([
    [{ name: 'delivery', value: 'delivery-1' }],
    [{ name: 'delivery', value: 'delivery-1' }],
    undefined,
  ])
})

test('C6 MSG91 reports to the address in its panel, so a request names none', async () => {
  const fake = await createFakeMsg91()
  onTestFinished(fake.stop)
  const settings = { templateId, baseUrl: fake.url }
  await send(createMsg91({ settings, secret, callbackUrl }), named)
  expect(fake.requests[0]?.body).not.toMatch(/otp\.example\.com|delivery-1/)
})

test.each([
  ['http://localhost:3000/webhooks/x', 'https://api.twilio.com/', undefined],
  ['http://127.0.0.1:3000/webhooks/x', 'https://api.twilio.com/', undefined],
  ['http://localhost:3000/webhooks/x', 'http://127.0.0.1:4802/', '?delivery=d-1'],
  ['https://otp.example.com/webhooks/x', 'https://api.twilio.com/', '?delivery=d-1'],
  [undefined, 'https://api.twilio.com/', undefined],
])('B1 a report to %s from %s goes to %s', (address, service, query) => {
  const of = createCallbackAddress({ callbackUrl: address, serviceUrl: new URL(service) })
  const due = query === undefined ? undefined : `${address}${query}`
  expect(of({ ...textMessage, callbackRef: 'd-1' })).toBe(due)
})
