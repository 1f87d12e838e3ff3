import { expect, test } from 'vitest'
import { recipientOf } from '../src/cli/recipient-option.ts'

const phoneOf = (phone: string, defaultCountry: string | undefined) =>
  recipientOf('unlock', { phone }, { defaultCountry }).address.reveal()

test('C7 a number as it is written at home is read where a country is configured, and refused elsewhere', () => {
  expect(phoneOf('0244123456', 'GH')).toBe('+233244123456')
  expect(phoneOf('9876543210', 'IN')).toBe('+919876543210')
  for (const country of ['GH', undefined])
    expect(phoneOf('+919876543210', country)).toBe('+919876543210')
  expect(() => phoneOf('0244123456', undefined)).toThrow('--phone is no number')
  expect(() => phoneOf('0244 123 456', 'GH')).toThrow('--phone is no number')
})

test('G1 a refusal does not repeat what was typed', () => {
  expect(() => phoneOf('0277 888 999', 'GH')).not.toThrow('888')
})
