import { readPhone, readPhoneIn } from 'countersign'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const read = (country: string, typed: string) => readPhoneIn(country, typed)?.address.reveal()

describe('C7 numbers as they are written at home', () => {
  test.each([
    ['IN', '9876543210', '+919876543210'],
    ['IN', '09876543210', '+919876543210'],
    ['GH', '0244123456', '+233244123456'],
    ['GH', '244123456', '+233244123456'],
    ['IT', '0612345678', '+390612345678'],
    ['GH', '+919876543210', '+919876543210'],
  ])('in %s, %s is %s', (country, typed, phone) => {
    expect(read(country, typed)).toBe(phone)
  })

  test.each([
    ['IN', '98765432'],
    ['IN', '98765 43210'],
    ['IN', '9876543210x5'],
    ['IN', '٩٨٧٦٥٤٣٢١٠'],
    ['IN', '９８７６５４３２１０'],
    ['IN', '9876543210\r\n'],
    ['IN', 'tel:9876543210'],
    ['IN', '00919876543210'],
    ['GH', '9876543210'],
    ['GH', '++233244123456'],
    ['GH', ''],
  ])('in %s, %j is no number', (country, typed) => {
    expect(read(country, typed)).toBeUndefined()
  })

  test('B7 whatever is read is in E.164 form, and reads as itself', () => {
    fc.assert(
      fc.property(fc.constantFrom('GH', 'IN', 'US', 'GB'), fc.string(), (country, typed) => {
        const phone = read(country, typed)
        if (phone !== undefined) expect(readPhone(phone)?.address.reveal()).toBe(phone)
      }),
    )
  })
})
