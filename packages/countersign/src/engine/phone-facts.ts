import { PhoneNumber } from 'libphonenumber-js/core'
import {
  type CountryCode,
  type NumberType,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max'
import metadata from 'libphonenumber-js/max/metadata'
import { onlyCountryOf, type Recipient } from './recipient.ts'

/** What the numbering plans know of a phone. */
export interface Line {
  readonly country: CountryCode | undefined
  readonly type: NumberType
  readonly isValid: boolean
}

/** Reading a number costs more than the rest of a request's rules, so each is read once. */
const read = new WeakMap<Recipient, Line>()

/** What the numbering plans know of a phone; nothing for an email address. */
export const lineOf = (recipient: Recipient): Line | undefined => {
  if (recipient.kind === 'email') return undefined
  const known = read.get(recipient)
  if (known !== undefined) return known
  const line = readLine(recipient.address.reveal())
  read.set(recipient, line)
  return line
}

/** The country of a phone, ISO 3166-1 alpha-2. Nothing for email and for numbers of no country. */
export const countryOf = (recipient: Recipient): string | undefined => lineOf(recipient)?.country

const readLine = (number: string): Line => {
  const mobileIn = mobileCountryOf(number)
  if (mobileIn !== undefined) return { country: mobileIn, type: 'MOBILE', isValid: true }
  const phone = parsePhoneNumberFromString(number)
  return { country: phone?.country, type: phone?.getType(), isValid: phone?.isValid() === true }
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
