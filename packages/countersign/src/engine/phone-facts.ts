import { type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { Recipient } from './recipient.ts'

/** Reading a number costs more than the rest of a request's rules, so each is read once. */
const read = new WeakMap<Recipient, { readonly phone: PhoneNumber | undefined }>()

/** What the numbering plans know of a phone; nothing for an email address. */
export const phoneFacts = (recipient: Recipient): PhoneNumber | undefined => {
  if (recipient.kind === 'email') return undefined
  const known = read.get(recipient)
  if (known !== undefined) return known.phone
  const phone = parsePhoneNumberFromString(recipient.address.reveal())
  read.set(recipient, { phone })
  return phone
}

/** The country of a phone, ISO 3166-1 alpha-2. Nothing for email and for numbers of no country. */
export const countryOf = (recipient: Recipient): string | undefined =>
  phoneFacts(recipient)?.country
