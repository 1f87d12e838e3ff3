import {
  checkMessages,
  createSecret,
  defaultPolicy,
  lintMessages,
  type PurposeTexts,
  type Sender,
  sampleMessages,
  templateProblem,
} from 'countersign'
import { describe, expect, test } from 'vitest'
import { renderMessage } from '../../src/engine/message/render.ts'
import { countSms, readBoundCode } from '../support/read-sms.ts'

const policies = { order: { ...defaultPolicy, channels: ['sms', 'email'] } } as const

const senderWith = (order: PurposeTexts): Sender => ({
  ...{ brand: 'Acme', host: 'otp.acme.example' },
  texts: { order },
})

const render = (order: PurposeTexts, channel: 'sms' | 'email' = 'sms', locale = 'en') =>
  renderMessage(senderWith(order), {
    ...{ channel, locale, purpose: 'order', ttlSeconds: 120, deliveryId: 'd1' },
    ...{ to: createSecret('+233244123456'), code: createSecret('012345') },
  })

const problems = (order: PurposeTexts) =>
  checkMessages(senderWith(order), policies).map(
    ({ channel, locale, problem }) => `${channel} ${locale}: ${problem}`,
  )

describe('D11 F12 texts of a deployment', () => {
  test('D11 a text of its own takes the place of the built-in one, domain line and all', () => {
    const text = render({
      sms: { en: '{code} confirms your {brand} order for {minutes} min' },
    }).text
    expect(text.reveal()).toBe(
      '012345 confirms your Acme order for 2 min\n\n@otp.acme.example #012345',
    )
    expect(readBoundCode(text.reveal())).toEqual({ host: 'otp.acme.example', code: '012345' })
  })

  test('F12 a language without one gets the built-in text in that language', () => {
    expect(render({ sms: { en: '{code} mine' } }, 'sms', 'es').text.reveal()).toMatch(
      /^012345 es tu clave de Acme\./,
    )
  })

  test('D11 an email of its own is text and HTML, with the code large', () => {
    const text = 'Hello from {host},\nhere it is:\n\n{code}\n\nOr here: {code}.'
    const message = render({ email: { en: { subject: '{brand} order', text } } }, 'email')
    expect(message.subject).toBe('Acme order')
    expect(message.text.reveal()).toBe(
      'Hello from otp.acme.example,\nhere it is:\n\n012345\n\nOr here: 012345.',
    )
    const html = message.html?.reveal() ?? ''
    expect(html).toMatch(/<p class="code"[^>]*><span dir="ltr">012345<\/span><\/p>/)
    expect(html).toContain('Or here: <bdi dir="ltr">012345</bdi>.')
  })
})

describe('B10 SP-13 what a text may not be', () => {
  const long = `{code} ${'long '.repeat(30)}`.trim()

  test('SP-13 a text that needs a second segment is found, unless it says so', () => {
    expect(problems({ sms: { en: long } })).toEqual([
      'sms en: needs 2 GSM-7 segments, and 1 is allowed',
    ])
    expect(problems({ sms: { en: long }, segmentsAtMost: 2 })).toEqual([])
    expect(problems({ sms: { en: `${long} ${long}` }, segmentsAtMost: 2 })).toHaveLength(1)
  })

  test('SP-13 a character that halves the room is found and named, unless two segments are allowed', () => {
    const sms = { fr: '{code} : accès à Acme, même ici' }
    expect(countSms(render({ sms }, 'sms', 'fr').text.reveal()).encoding).toBe('UCS-2')
    expect(problems({ sms })).toEqual([
      'sms fr: has characters outside GSM-7, so that 70 fit into a segment: ê',
    ])
    expect(problems({ sms, segmentsAtMost: 2 })).toEqual([])
  })

  test('SP-13 Hindi of its own may use Devanagari, in one segment', () => {
    expect(problems({ sms: { hi: '{code} ऑर्डर का कोड है।' } })).toEqual([])
    expect(problems({ sms: { hi: `{code} ${'कोड '.repeat(20)}।` } })).toEqual([
      'sms hi: needs 2 UCS-2 segments, and 1 is allowed',
    ])
  })

  test.each([
    ['sms', '{code}'],
    ['sms', '{code} {brand} {host} {validity} {minutes}\n\nSecond line'],
    ['email', 'Code:\n\n{code}'],
    ['subject', 'Your {brand} order'],
  ] as const)('B9 a %s may be %j', (part, text) => {
    expect(templateProblem(text, part)).toBeUndefined()
  })

  test.each([
    ['sms', 'no code', /must hold \{code\}/],
    ['sms', '{code} {user}', /no place \{user\}/],
    ['sms', '{code} {constructor}', /no place \{constructor\}/],
    ['sms', '{code} {', /brace/],
    ['sms', '{code}\n@evil.example #1', /begins with @/],
    ['sms', '{code}\n  @evil.example #1', /begins with @/],
    ['sms', '@{host} #{code}', /begins with @/],
    ['sms', '{code}\n', /end with/],
    ['sms', '{code} \u0007', /control/],
    ['sms', '{code} \r\n x', /control/],
    ['email', 'no code', /must hold \{code\}/],
    ['subject', '{code} for you', /must not hold \{code\}/],
    ['subject', 'Two\nlines', /one line/],
  ] as const)('B9 F5 a %s may not be %j', (part, text, says) => {
    expect(templateProblem(text, part)).toMatch(says)
  })
})

test('F12 a purpose with texts in some languages lacks them in the others', () => {
  const sender = senderWith({ sms: { en: '{code} mine', fr: '{code} à moi' } })
  const findings = lintMessages(sender, sampleMessages(sender, policies))
  expect(findings.map(({ channel, locale }) => `${channel} ${locale}`)).toEqual(
    ['es', 'sw', 'tw', 'hi', 'ar'].map((locale) => `sms ${locale}`),
  )
  expect(findings[0]?.problem).toBe('has no text of your own, but there is one in en, fr')
})

test('G1 a long subject is found', () => {
  const email = { en: { subject: `Your ${'very '.repeat(20)}long order`, text: '{code}' } }
  const sender = senderWith({ email })
  const samples = sampleMessages(sender, policies).filter(({ locale }) => locale === 'en')
  expect(lintMessages(sender, samples).map(({ problem }) => problem)).toEqual([
    expect.stringMatching(/^has a subject of 115 characters/),
  ])
})
