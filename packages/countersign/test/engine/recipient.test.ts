import { maskRecipient, type Recipient, readDomain, readEmail, readPhone } from 'countersign'
import fc from 'fast-check'
import { PhoneNumber } from 'libphonenumber-js/core'
import {
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max'
import metadata from 'libphonenumber-js/max/metadata'
import examples from 'libphonenumber-js/mobile/examples'
import { describe, expect, test } from 'vitest'

const identity = (recipient: Recipient | undefined) => recipient?.identity.reveal()

describe('a phone has one spelling', () => {
  test.each(['+233244123456', '+919876543210', '+14155552671', '+1234567', '+123456789012345'])(
    'B7 %s is taken as it is',
    (phone) => {
      expect(identity(readPhone(phone))).toBe(phone)
    },
  )

  test.each([
    '233244123456',
    '+0244123456',
    '+233 244 123456',
    '+233-244-123456',
    'tel:+233244123456',
    '+233244123456;ext=1',
    '+233244123456\r\n',
    '+\u0662\u0663\u0663\u0662\u0664\u0664\u0661\u0662\u0663\u0664\u0665\u0666',
    '\uff0b233244123456',
    '+233244\u200b123456',
    '+233244123456\u0000',
    '+123456',
    '+1234567890123456',
    '',
    '+1800FLOWERS',
    '+233244123456 ext. 7',
    '\u202a+233244123456',
  ])('B7 %j is refused', (phone) => {
    expect(readPhone(phone)).toBeUndefined()
  })

  const codes = Map.groupBy(getCountries(), (country) => getCountryCallingCode(country))
  const isValid = (typed: string) => {
    const phone = new PhoneNumber(typed, metadata)
    return codes.get(phone.countryCallingCode)?.some((country) => {
      phone.country = country
      return phone.isValid()
    })
  }

  const expectOneSpelling = (typed: string) => {
    const read = identity(readPhone(typed)) ?? ''
    expect(identity(readPhone(read))).toBe(read)
    expect(read === typed || (isValid(read) && !isValid(typed))).toBe(true)
  }

  test('B7 reading it again changes nothing, and two valid numbers never become one', () => {
    const national = fc.stringMatching(/^[0-9]{6,12}$/)
    const number = fc
      .tuple(fc.constantFrom(...codes.keys()), national)
      .map(([code, digits]) => `+${code}${digits}`)
    fc.assert(fc.property(number, expectOneSpelling), { numRuns: 2000 })
  })

  test.each(['+787000000000', '+4301113', '+43011130', '+2330244123456'])(
    'B7 reading %s again changes nothing, however short it is or however many countries share its code',
    expectOneSpelling,
  )

  const mobiles = getCountries().flatMap((country) => getExampleNumber(country, examples) ?? [])
  const dialledAtHome = ['0', '1', '8', '06', '15', '044']

  test('B7 the digits that people dial in front of it at home do not make another phone of it', () => {
    let spellings = 0
    for (const { number, countryCallingCode, nationalNumber } of mobiles) {
      expect(identity(readPhone(number))).toBe(number)
      for (const digits of dialledAtHome) {
        const typed = `+${countryCallingCode}${digits}${nationalNumber}`
        if (parsePhoneNumberFromString(typed)?.number !== number) continue
        const phone = readPhone(typed)
        expect([identity(phone), phone?.address.reveal()]).toEqual([number, number])
        spellings += 1
      }
    }
    expect(spellings).toBeGreaterThan(100)
  })
})

describe('an email address is compared in one spelling and delivered as typed', () => {
  test('B7 letter case does not make another person', () => {
    const typed = readEmail('Ama.Mensah+Shop@Example.COM')
    expect(identity(typed)).toBe('ama.mensah+shop@example.com')
    expect(typed?.address.reveal()).toBe('Ama.Mensah+Shop@example.com')
  })

  test('B7 an international domain is folded to punycode', () => {
    expect(identity(readEmail('ama@BÜCHER.example'))).toBe('ama@xn--bcher-kva.example')
    expect(identity(readEmail('ama@xn--bcher-kva.example'))).toBe('ama@xn--bcher-kva.example')
  })

  test.each([
    ['composed and decomposed', 'ama@b\u00fccher.example', 'ama@bu\u0308cher.example'],
    ['full width and plain', 'ama@example.com', 'ama@\uff45xample\u3002com'],
    ['the Kelvin sign and a k', 'ama@kilo.example', 'ama@\u212ailo.example'],
    ['with and without a soft hyphen', 'ama@example.com', 'ama@exam\u00adple.com'],
  ])('B7 two spellings of one domain, %s, are one recipient', (_what, one, other) => {
    expect(identity(readEmail(one))).toBeDefined()
    expect(identity(readEmail(other))).toBe(identity(readEmail(one)))
    expect(readEmail(other)?.address.reveal()).toBe(readEmail(one)?.address.reveal())
  })

  test.each([
    '\u212aofi@example.com',
    'am\u017f@example.com',
    '\u0130ma@example.com',
    'amá@example.com',
  ])(
    'B7 %j is refused: a local part is ASCII, so no letter of another alphabet is folded into it',
    (typed) => {
      expect(readEmail(typed)).toBeUndefined()
    },
  )

  test.each([
    'ama',
    '@example.com',
    'ama@',
    'ama@localhost',
    'ama@@example.com',
    'ama mensah@example.com',
    '"ama"@example.com',
    'ama@example.com\r\nBcc: all@example.com',
    'ama\u0000@example.com',
    'ama@exa_mple.com',
    'ama@-example.com',
    'ama@[127.0.0.1]',
    'ama@127.0.0.1',
    'ama@2130706433',
    'ama@0x7f.1',
    'ama@example.com/path',
    'ama@example.com?subject=x',
    'ama@example.com#x',
    'ama@example.com:25',
    'ama@ex%61mple.com',
    'ama@example\\.com',
    'ama@exam\nple.com',
    'ama@exam\tple.com',
    'ama@example.com ',
    'ama@example.com.',
    'ama@example..com',
    'ama@\ud800.com',
    '.ama@example.com',
    'ama.@example.com',
    'ama..mensah@example.com',
    'ama@example.com,kofi@example.com',
    'ama@example.com\u0085',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(20)}`,
  ])('E3 %j is refused', (typed) => {
    expect(readEmail(typed)).toBeUndefined()
  })

  test('B7 reading an identity again changes nothing', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (typed) => {
        const once = readEmail(typed)
        fc.pre(once !== undefined)
        expect(identity(readEmail(once.identity.reveal()))).toBe(identity(once))
        expect(identity(readEmail(once.address.reveal()))).toBe(identity(once))
      }),
    )
  })

  test('B7 a domain has one spelling, and reading it again changes nothing', () => {
    const label = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(label, label, (one, other) => {
        const once = readDomain(`${one}.${other}.example`)
        fc.pre(once !== undefined)
        expect(once).toMatch(/^[a-z0-9.-]+$/)
        expect(readDomain(once)).toBe(once)
        expect(readDomain(once.toUpperCase())).toBe(once)
      }),
    )
  })

  test('B7 two addresses become one recipient only by letter case', () => {
    const local = fc.stringMatching(/^[A-Za-z0-9+_-]{1,8}$/)
    const host = fc.constantFrom('example.com', 'EXAMPLE.com', 'mail.example.com', 'example.org')
    fc.assert(
      fc.property(local, host, local, host, (one, oneHost, other, otherHost) => {
        const [first, second] = [`${one}@${oneHost}`, `${other}@${otherHost}`]
        const isSame = first.toLowerCase() === second.toLowerCase()
        expect(identity(readEmail(first)) === identity(readEmail(second))).toBe(isSame)
      }),
    )
  })

  test('E3 64 and 254 characters are taken, one more is not', () => {
    const host = `${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(57)}.com`
    expect(readEmail(`${'a'.repeat(64)}@${host}`)?.identity.reveal()).toHaveLength(254)
    expect(readEmail(`${'a'.repeat(64)}@${host.replace('.com', 'd.com')}`)).toBeUndefined()
    expect(readEmail(`${'a'.repeat(65)}@example.com`)).toBeUndefined()
  })
})

describe('what is shown gives nobody away', () => {
  test.each([
    [readPhone('+233244123456'), '+233•••56'],
    [readPhone('+14155552671'), '+1•••71'],
    [readEmail('ama.mensah@example.com'), 'a•••@example.com'],
  ])('G3 E2 %s is masked', (recipient, masked) => {
    expect(recipient && maskRecipient(recipient)).toBe(masked)
  })

  test('G1 a recipient does not print', () => {
    const recipient = readPhone('+233244123456')
    expect(`${recipient?.address} ${JSON.stringify(recipient)}`).not.toContain('244123456')
  })
})
