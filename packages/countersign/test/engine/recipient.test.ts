import { maskRecipient, type Recipient, readEmail, readPhone } from 'countersign'
import fc from 'fast-check'
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
  ])('B7 %j is refused', (phone) => {
    expect(readPhone(phone)).toBeUndefined()
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
      }),
    )
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
