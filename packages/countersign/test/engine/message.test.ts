import {
  builtInPurposes,
  checkMessages,
  createSecret,
  defaultPolicy,
  localeTags,
  type Policies,
  type Sender,
  sampleMessages,
} from 'countersign'
import { describe, expect, test } from 'vitest'
import { locales } from '../../src/engine/message/locale.ts'
import { renderMessage } from '../../src/engine/message/render.ts'
import { countSms, readBoundCode } from '../support/read-sms.ts'

const sender: Sender = { brand: 'Acme', host: 'otp.acme.example' }
const ama = createSecret('+233244123456')

interface Wanted {
  readonly purpose: string
  readonly channel?: 'sms' | 'email' | 'whatsapp'
  readonly locale?: string
  readonly ttlSeconds?: number
  readonly from?: Sender
}

const render = ({ purpose, channel = 'sms', locale, ttlSeconds = 300, from = sender }: Wanted) =>
  renderMessage(from, {
    ...{ channel, to: ama, purpose, ttlSeconds, deliveryId: 'd1', locale },
    code: createSecret('012345'),
  })

const textOf = (wanted: Wanted) => render(wanted).text.reveal()

const eachLocale = locales.map((locale) => ({ ...locale, locale: locale.tag }))
const textMessages = (from: Sender, policies: Policies = builtInPurposes) =>
  sampleMessages(from, policies).filter(({ channel }) => channel === 'sms')

describe('B10 F5 SP-13 text messages', () => {
  test.each(eachLocale)('B10 in $locale each is one segment', ({ locale, encoding }) => {
    const samples = textMessages(sender).filter((sample) => sample.locale === locale)
    expect(samples).toHaveLength(7)
    for (const { purpose, text } of samples)
      expect(countSms(text), purpose).toMatchObject({ encoding, isOneSegment: true })
  })

  test('B10 F5 the last line of each binds the code to our host, in every language', () => {
    for (const { text, code } of textMessages(sender)) {
      expect(readBoundCode(text)).toEqual({ host: sender.host, code })
      expect(text.split('\n').at(-1)).toMatch(/^[\x20-\x7e]+$/)
      expect(text.split('\n').filter((line) => line.includes('@'))).toHaveLength(1)
    }
  })

  test('B10 our count is that of somebody who counts by hand', () => {
    for (const { text, measure } of textMessages({ ...sender, brand: '{Acme} €' }))
      expect(countSms(text)).toMatchObject({
        encoding: measure?.encoding,
        units: measure?.units,
        isOneSegment: measure?.segments === 1,
      })
  })

  test('B10 no language needs more room for brand and host than English', () => {
    const english = Math.max(...unitsIn('en'))
    for (const { locale, encoding } of eachLocale)
      if (encoding === 'GSM-7')
        expect(Math.max(...unitsIn(locale)), locale).toBeLessThanOrEqual(english)
  })

  test('B10 where English still fits, Hindi and Arabic give up the brand, but not the purpose', () => {
    const long = { brand: 'Acme Stores Ltd', host: 'verify.acme-stores.com.gh' }
    expect(checkMessages(long, builtInPurposes)).toEqual([])
    for (const locale of ['hi', 'ar'] as const) {
      const samples = textMessages(long).filter((sample) => sample.locale === locale)
      expect(samples.every(({ isBrief, text }) => isBrief && !text.includes('Acme '))).toBe(true)
      expect(new Set(samples.map(({ text }) => text)).size).toBe(samples.length)
    }
  })

  test('B10 a brand or host that makes a second segment is found, and one outside GSM-7', () => {
    const long = {
      brand: 'A rather long name of a company',
      host: 'one-time-codes.a-rather-long-name.example',
    }
    expect(checkMessages(long, builtInPurposes)[0]?.problem).toMatch(/^needs 2 GSM-7 segments/)
    const cedi = checkMessages({ ...sender, brand: 'Cedi ₵' }, builtInPurposes)
    expect(cedi.some(({ problem }) => /^has characters outside GSM-7.*: ₵$/.test(problem))).toBe(
      true,
    )
  })

  test('F5 a host that is none, or a brand that begins a line like ours, is found', () => {
    const problems = (from: Sender) =>
      checkMessages(from, { login: defaultPolicy }).map((f) => f.problem)
    expect(problems({ ...sender, host: 'Otp Acme' })[0]).toBe('is not bound to a valid host')
    const own = {
      ...sender,
      brand: '@evil.example',
      texts: { login: { sms: { en: 'Hi {code}\n{brand} #{code}' } } },
    }
    expect(problems(own)[0]).toMatch(/more than one line that begins with @/)
  })

  test('F5 WhatsApp has no such line: phones look for it in text messages only', () => {
    expect(readBoundCode(textOf({ purpose: 'login', channel: 'whatsapp' }))).toBeUndefined()
    expect(textOf({ purpose: 'login', channel: 'whatsapp' })).toContain('012345')
  })
})

const unitsIn = (locale: string) =>
  textMessages(sender)
    .filter((sample) => sample.locale === locale)
    .map(({ text }) => countSms(text).units)

describe('D11 F12 purposes and languages', () => {
  test.each(eachLocale)(
    'D11 in $locale every built-in purpose has texts of its own',
    ({ locale }) => {
      const samples = sampleMessages(sender, { ...builtInPurposes, other: defaultPolicy })
      for (const channel of ['sms', 'email']) {
        const texts = samples.filter(
          (sample) => sample.locale === locale && sample.channel === channel,
        )
        expect(texts.length).toBeGreaterThan(2)
        expect(new Set(texts.map(({ text }) => text)).size).toBe(texts.length)
      }
    },
  )

  test.each(eachLocale)('F12 in $locale the code comes first', ({ sms, brief }) => {
    for (const text of [...Object.values(sms), ...Object.values(brief ?? {})])
      expect(text.startsWith('{code}'), text).toBe(true)
  })

  test('F12 the tags that a configuration may name are the languages there are', () => {
    expect(locales.map(({ tag }) => tag)).toEqual([...localeTags])
  })

  test('F12 an unknown purpose and an unknown language get the default text in English', () => {
    const text =
      '012345 is your Acme code. It works for 5 minutes. Never share it.\n\n@otp.acme.example #012345'
    for (const purpose of ['refund', 'constructor', 'toString', '__proto__'])
      expect(textOf({ purpose, locale: 'tlh' })).toBe(text)
  })

  test.each([
    ['fr', 'fr'],
    ['fr-CA', 'fr'],
    ['FR-ca-x-acme', 'fr'],
    ['ar-EG', 'ar'],
    ['ak-GH', 'tw'],
    ['en-GH', 'en'],
    ['hi-Deva-IN', 'hi'],
    ['fro', 'sw'],
    ['x-fr', 'sw'],
    [undefined, 'sw'],
  ])('F12 who asks for %s gets %s, where the default is sw', (asked, locale) => {
    const from = { ...sender, defaultLocale: 'sw' } as const
    expect(render({ purpose: 'login', from, ...(asked && { locale: asked }) }).locale).toBe(locale)
  })

  test.each([
    ['en', 60, '1 minute.'],
    ['en', 90, '90 seconds.'],
    ['fr', 600, '10 minutes.'],
    ['sw', 300, 'dakika 5.'],
    ['tw', 120, 'simma 2 mu.'],
  ])('F12 in %s a code of %s s says %s', (locale, ttlSeconds, words) => {
    expect(textOf({ purpose: 'login', locale, ttlSeconds })).toContain(` ${words}`)
  })

  test.each([
    [60, 'دقيقة واحدة'],
    [120, 'دقيقتين'],
    [300, '5 دقائق'],
    [45, '45 ثانية'],
    [105, '105 ثوان'],
  ])('F12 an Arabic email of %s s counts as Arabic does', (ttlSeconds, words) => {
    const text = textOf({ purpose: 'sign_in', channel: 'email', locale: 'ar', ttlSeconds })
    expect(text).toContain(`لمدة ${words}.`)
  })

  test('F12 in Arabic the code is a run of its own, but not in the line that phones read', () => {
    const text = textOf({ purpose: 'login', locale: 'ar' })
    expect(text.startsWith('\u2066012345\u2069 ')).toBe(true)
    expect(text.endsWith('\n\n@otp.acme.example #012345')).toBe(true)
    expect(textOf({ purpose: 'login', locale: 'hi' })).not.toMatch(/\p{Cf}/u)
  })
})

describe('B9 what stands in a message', () => {
  test('B9 a brand with placeholder characters is not filled a second time', () => {
    const from = { brand: '{code}', host: 'acme.example' }
    const { subject, html } = render({ purpose: 'login', channel: 'email', from })
    expect(subject).toBe('Your {code} code')
    expect(html?.reveal().split('012345')).toHaveLength(2)
  })

  test('B9 markup in brand and texts stays text in the HTML part', () => {
    const brand = `<b onload="x">&'`
    const email = { en: { subject: '<i>{brand}', text: '<script>{code}</script>\n\n{code}' } }
    const from = { ...sender, brand, texts: { login: { email } } }
    const html = render({ purpose: 'login', channel: 'email', from }).html?.reveal() ?? ''
    expect(html).not.toMatch(/<(script|b|i)\b/)
    expect(html).toContain('&lt;b onload=&quot;x&quot;&gt;&amp;&#39;')
  })

  test('G1 the subject of an email never holds the code, text and HTML do', () => {
    for (const { tag: locale } of locales) {
      const message = render({ purpose: 'email_quote', channel: 'email', locale })
      expect(message.subject).not.toContain('012345')
      expect(message.text.reveal()).toContain('012345')
      expect(message.html?.reveal()).toContain('>012345<')
      expect(JSON.stringify(message)).not.toContain('012345')
    }
    expect(render({ purpose: 'email_quote', channel: 'email' }).subject).toBe(
      'Confirm your quote request at Acme',
    )
  })
})
