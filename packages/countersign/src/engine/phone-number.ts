import { PhoneNumber } from 'libphonenumber-js/core'
import {
  type CountryCode,
  type NumberType,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max'
import metadata from 'libphonenumber-js/max/metadata'
import { onlyCountryOf } from './calling-codes.ts'

/** What the numbering plans know of a phone. */
export interface Line {
  readonly country: CountryCode | undefined
  readonly type: NumberType
  readonly isValid: boolean
}

/** A phone in its one spelling, and what is known of it. */
export interface ReadNumber {
  readonly number: string
  readonly line: Line
}

/**
 * Reads a phone of E.164 form. Networks and providers reach the same line with the zero that people dial at home
 * behind the country code, or another prefix of that country, so that is left out: `+2330244123456` is
 * `+233244123456`. Of numbers that no plan knows nothing is.
 */
export const readNumber = (typed: string): ReadNumber => {
  const mobileIn = mobileCountryOf(typed)
  if (mobileIn !== undefined)
    return { number: typed, line: { country: mobileIn, type: 'MOBILE', isValid: true } }
  const phone = parsePhoneNumberFromString(typed)
  const isValid = phone?.isValid() === true
  return {
    number: isValid ? phone.number : typed,
    line: { country: phone?.country, type: phone?.getType(), isValid },
  }
}

/** Numbers of some countries do not tell a mobile line from a landline. */
const mobileTypes: readonly NumberType[] = ['MOBILE', 'FIXED_LINE_OR_MOBILE']

/**
 * The country of a mobile phone whose calling code belongs to one country alone. Of such a number, which
 * is what nearly all are, nothing has to be found out but its kind of line; parsing, which can also read
 * what people write, takes four times as long and comes to the same.
 */
const mobileCountryOf = (phone: string): CountryCode | undefined => {
  const country = onlyCountryOf(phone)
  if (country === undefined) return undefined
  const type = new PhoneNumber(phone, metadata).getType()
  return type !== undefined && mobileTypes.includes(type) ? country : undefined
}
