import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { type Recipient, readPhone } from './recipient.ts'

/** Digits as people write them at home, with or without the zero in front. */
const nationalDigits = /^[0-9]{4,14}$/

/**
 * A phone as it is written within one country, such as `0244123456` in Ghana or `9876543210` in India, or
 * in E.164 form. Nothing for anything else: spaces, letters, extensions and other scripts are refused
 * before metadata is asked, which would read them generously.
 */
export const readPhoneIn = (country: string, typed: string): Recipient | undefined => {
  if (typed.startsWith('+')) return readPhone(typed)
  if (!nationalDigits.test(typed)) return undefined
  const phone = parsePhoneNumberFromString(typed, country as CountryCode)
  if (phone?.country !== country || !phone.isValid()) return undefined
  return isWhole(typed, phone.nationalNumber) ? readPhone(phone.number) : undefined
}

/** The number itself, or one digit and the number: no prefix for calls abroad was taken away. */
const isWhole = (typed: string, nationalNumber: string): boolean =>
  typed.endsWith(nationalNumber) && typed.length - nationalNumber.length <= 1
