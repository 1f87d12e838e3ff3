import { createSecret, type OutgoingMessage } from 'countersign'
import { createTwilio, type TwilioSettings, twilio } from 'countersign/providers/twilio'
import { createFakeTwilio } from 'countersign/testing/fake-services'
import { describe, expect, onTestFinished, test } from 'vitest'
import { send, textMessage } from './support/message.ts'
import { accountSid, messagingServiceSid, secret } from './support/under-test.ts'

const general = `HX${'0123456789abcdef'.repeat(2)}`
const french = `HX${'f'.repeat(32)}`
const english = `HX${'e'.repeat(32)}`

const createFaked = async (settings: Partial<TwilioSettings> = { whatsappContentSid: general }) => {
  const fake = await createFakeTwilio()
  onTestFinished(fake.stop)
  const all = { accountSid, messagingServiceSid, baseUrl: fake.url, ...settings }
  return { fake, provider: createTwilio({ settings: all, secret, callbackUrl: undefined }) }
}

const message: OutgoingMessage = { ...textMessage, channel: 'whatsapp' }

test('C6 F12 a WhatsApp message is a template with the code, and no text of ours', async () => {
  const { provider, fake } = await createFaked()
  expect(await send(provider, message)).toEqual({
    kind: 'accepted',
    messageId: fake.messages[0]?.id,
  })
  expect(fake.requests[0]?.body).toBe(
    [
      'To=whatsapp%3A%2B233200000000',
      `MessagingServiceSid=${messagingServiceSid}`,
      `ContentSid=${general}`,
      'ContentVariables=%7B%221%22%3A%22123456%22%7D',
      'ValidityPeriod=300',
    ].join('&'),
  )
  expect(fake.messages).toMatchObject([
    { to: '+233200000000', text: expect.stringContaining('123456') },
  ])
})

test('C6 a text message of the same account is a text', async () => {
  const { provider, fake } = await createFaked()
  await send(provider, textMessage)
  const form = new URLSearchParams(fake.requests[0]?.body)
  expect([form.get('To'), form.has('Body'), form.has('ContentSid')]).toEqual([
    '+233200000000',
    true,
    false,
  ])
})

test.each([
  [{ whatsappTemplates: { en: english, fr: french } }, 'fr', french],
  [{ whatsappTemplates: { en: english, fr: french } }, 'hi', english],
  [{ whatsappTemplates: { fr: french }, whatsappContentSid: general }, 'fr', french],
  [{ whatsappTemplates: { fr: french }, whatsappContentSid: general }, 'hi', general],
  [{ whatsappTemplates: { fr: french }, whatsappContentSid: general }, 'constructor', general],
])('F12 with %j a message in %s is %s', async (settings, locale, contentSid) => {
  const { provider, fake } = await createFaked(settings)
  expect((await send(provider, { ...message, locale })).kind).toBe('accepted')
  expect(new URLSearchParams(fake.requests[0]?.body).get('ContentSid')).toBe(contentSid)
})

test('C6 without a template the account carries no WhatsApp, and nothing leaves', async () => {
  const { provider, fake } = await createFaked({})
  expect(provider.channels).toEqual(['sms'])
  expect(await send(provider, message)).toEqual({ kind: 'config', reason: 'no template' })
  expect(fake.requests).toEqual([])
})

describe('C6 what WhatsApp refuses', () => {
  test.each([
    [63016, 'config'],
    [63018, 'throttled'],
    [63021, 'config'],
    [63024, 'bad_recipient'],
    [63014, 'opted_out'],
  ])('C6 %s is %s, at once or as a message that has failed', async (code, kind) => {
    const { provider, fake } = await createFaked()
    fake.refuseWith(code)
    expect(await send(provider, message)).toEqual({ kind, reason: String(code) })
    fake.refuseWith(undefined)
    fake.failWith('failed', code)
    expect(await send(provider, message)).toEqual({ kind, reason: String(code) })
  })

  test('C6 a number that is none is a bad recipient', async () => {
    const { provider } = await createFaked()
    const outcome = await send(provider, { ...message, to: createSecret('+1') })
    expect(outcome).toEqual({ kind: 'bad_recipient', reason: '63024' })
  })

  const form = { To: 'whatsapp:+233200000000', MessagingServiceSid: messagingServiceSid }

  test.each([
    [{ ...form, Body: 'Your code is 123456' }, 63016],
    [{ ...form, ContentSid: general }, 63021],
    [{ ...form, ContentSid: general, ContentVariables: '{"2":"123456"}' }, 63021],
    [{ ...form, ContentSid: general, ContentVariables: '{"1":"1"}', Body: 'x' }, 63016],
  ])('C6 the fake refuses %j with %s, as the service does', async (fields, code) => {
    const { fake } = await createFaked()
    const response = await fetch(`${fake.url}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${accountSid}:x`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(fields).toString(),
    })
    expect(await response.json()).toMatchObject({ code })
    expect(fake.messages).toEqual([])
  })
})

test('C6 a template is named by its Content SID', () => {
  const check = (settings: object) =>
    twilio.settingsSchema.safeParse({ accountSid, messagingServiceSid, ...settings }).success
  expect(check({ whatsappContentSid: general })).toBe(true)
  expect(check({ whatsappTemplates: { en: general } })).toBe(true)
  for (const sid of ['HX123', `MG${'0'.repeat(32)}`, 'otp_template'])
    expect(check({ whatsappContentSid: sid }), sid).toBe(false)
  expect(check({ whatsappTemplates: {} })).toBe(false)
  expect(check({ whatsappTemplates: { English: general } })).toBe(false)
})
