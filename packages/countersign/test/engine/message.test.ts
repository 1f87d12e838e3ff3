import { builtInPurposes, checkSegments, createSecret } from 'countersign'
import { describe, expect, test } from 'vitest'
import { renderMessage } from '../../src/engine/message/render.ts'

const sender = { brand: 'Acme', host: 'otp.acme.example' }
const ama = createSecret('+233244123456')

const render = (purpose: string, channel: 'sms' | 'email' = 'sms', locale?: string) =>
  renderMessage(sender, {
    channel,
    to: ama,
    purpose,
    code: createSecret('012345'),
    ttlSeconds: 300,
    deliveryId: 'd1',
    locale,
  })

describe('text messages', () => {
  test('B10 F5 the last line binds the code to our host', () => {
    for (const purpose of Object.keys(builtInPurposes))
      expect(render(purpose).text.reveal().split('\n').at(-1)).toBe('@otp.acme.example #012345')
  })

  test('B10 F5 every built-in text is one GSM-7 segment', () => {
    expect(checkSegments(sender, builtInPurposes)).toEqual([])
    const long = {
      brand: 'A rather long name of a company',
      host: 'one-time-codes.a-rather-long-name.example',
    }
    expect(checkSegments(long, builtInPurposes).length).toBeGreaterThan(0)
    expect(checkSegments({ ...sender, brand: 'Cedi ₵' }, builtInPurposes)[0]?.encoding).toBe(
      'UCS-2',
    )
  })

  test('D11 purposes have texts of their own', () => {
    const texts = ['register', 'login', 'reset', 'sign_in', 'verify_phone', 'step_up', 'phone']
    expect(new Set(texts.map((purpose) => render(purpose).text.reveal())).size).toBe(texts.length)
  })

  test('F12 an unknown purpose and an unknown language get the default text in English', () => {
    expect(render('refund', 'sms', 'tlh').text.reveal()).toBe(
      '012345 is your Acme code. It works for 5 minutes. Never share it.\n\n@otp.acme.example #012345',
    )
  })

  test('B9 a brand with placeholder characters is not filled a second time', () => {
    const odd = { brand: '{code}', host: 'acme.example' }
    const request = {
      channel: 'email',
      to: ama,
      purpose: 'login',
      code: createSecret('9'),
      deliveryId: 'd1',
      ttlSeconds: 60,
    } as const
    expect(renderMessage(odd, request).subject).toBe('Your {code} code')
  })
})

test('G1 the subject of an email never holds the code, the text does', () => {
  const message = render('email_quote', 'email')
  expect(message.subject).toBe('Confirm your quote request at Acme')
  expect(message.text.reveal()).toContain('012345')
  expect(JSON.stringify(message)).not.toContain('012345')
})
