import { type Line, readNumber } from './phone-number.ts'
import type { Recipient } from './recipient.ts'

/** Reading a number costs more than the rest of a request's rules, so each is read once. */
const read = new WeakMap<Recipient, Line>()

/** Keeps what was found out when a phone was read. */
export const keepLine = (phone: Recipient, line: Line): void => void read.set(phone, line)

/** What the numbering plans know of a phone; nothing for an email address. */
export const lineOf = (recipient: Recipient): Line | undefined => {
  if (recipient.kind === 'email') return undefined
  const known = read.get(recipient)
  if (known !== undefined) return known
  const { line } = readNumber(recipient.address.reveal())
  keepLine(recipient, line)
  return line
}

/** The country of a phone, ISO 3166-1 alpha-2. Nothing for email and for numbers of no country. */
export const countryOf = (recipient: Recipient): string | undefined => lineOf(recipient)?.country
