import { domainToASCII } from 'node:url'
import type { ChannelName } from '../ports/provider.ts'
import { createSecret, type Secret } from '../ports/secret.ts'
import { callingCodeOf } from './calling-codes.ts'
import { keepLine } from './phone-facts.ts'
import { readNumber } from './phone-number.ts'
import { createRecall } from './recall.ts'

/** Somebody a code can be sent to. */
export interface Recipient {
  readonly kind: 'phone' | 'email'
  /** What a provider is given. */
  readonly address: Secret
  /** The one spelling that stands for all: what is hashed. */
  readonly identity: Secret
}

/** E.164: a plus, a country code and at most fifteen digits in all (ITU-T E.164 section 6). */
const e164 = /^\+[1-9][0-9]{6,14}$/

/** Whether it is a phone in E.164 form. */
export const isPhone = (typed: string): boolean => e164.test(typed)

/** A few megabytes. */
const phonesRememberedAtLeast = 5000

/**
 * Who is sent a code comes back with it soon: what was found out about a phone then is known by this
 * object. Asking makes it known as well, so the time that saves tells nobody who was here before them.
 */
const recallPhone = createRecall<Recipient>(phonesRememberedAtLeast)

/**
 * A phone in E.164 form, or nothing. One number has one spelling, whatever stood between its country code and
 * the rest.
 */
export const readPhone = (typed: string): Recipient | undefined =>
  isPhone(typed) ? recallPhone(typed, () => phoneOf(typed)) : undefined

const phoneOf = (typed: string): Recipient => {
  const { number, line } = readNumber(typed)
  // Without the digits dialled at home some numbers are too short for E.164 form, and so have one spelling anyway.
  const phone = createSecret(isPhone(number) ? number : typed)
  const recipient: Recipient = { kind: 'phone', address: phone, identity: phone }
  keepLine(recipient, line)
  return recipient
}

/** A local part without quotes and comments (RFC 5321 section 4.1.2: Dot-string), at most 64 long. */
const localPart = /^(?=.{1,64}$)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i

/**
 * What a domain may be typed with. `domainToASCII` reads the host of a URL: without this it would cut
 * off a path, undo percent signs and drop line breaks, and take what is left for the domain.
 */
const typedDomain = /^[A-Za-z0-9.\-\P{ASCII}]+$/u

/** A dotted name in ASCII whose last label is no number: a number there makes it an IPv4 address. */
const domain =
  /^(?=.{1,253}$)(?!.*\.[0-9]+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/

/** A domain in its one spelling, lower-case ASCII (punycode), or nothing. */
export const readDomain = (typed: string): string | undefined => {
  if (!typedDomain.test(typed)) return undefined
  const host = domainToASCII(typed).toLowerCase()
  return domain.test(host) ? host : undefined
}

/**
 * An email address, or nothing. The domain is folded to lower-case ASCII (punycode); the local part
 * is delivered as typed and compared in lower case.
 */
export const readEmail = (typed: string): Recipient | undefined => {
  const at = typed.lastIndexOf('@')
  const local = typed.slice(0, Math.max(0, at))
  const host = readDomain(typed.slice(at + 1))
  if (host === undefined || !localPart.test(local)) return undefined
  if (local.length + 1 + host.length > 254) return undefined
  return {
    kind: 'email',
    address: createSecret(`${local}@${host}`),
    identity: createSecret(`${asciiLower(local)}@${host}`),
  }
}

/** Folds A to Z only, as every database does too; other letters have their own ideas. */
const asciiLower = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

/** Domains under which one provider gives the same mailboxes. */
const sameMailboxes = new Map([['googlemail.com', 'gmail.com']])

/**
 * The mailbox that an address probably ends in: without `+tag` and without dots in the local part.
 * Only limits use it, so that one person's many spellings share them; nothing is delivered or
 * compared by it, since for some providers they are different people.
 */
export const mailboxOf = (recipient: Recipient): Secret | undefined => {
  if (recipient.kind !== 'email') return undefined
  const identity = recipient.identity.reveal()
  const at = identity.lastIndexOf('@')
  // What begins with a plus is no tag of anything.
  const local = identity
    .slice(0, at)
    .replace(/(?<=.)\+.*$/s, '')
    .replaceAll('.', '')
  const host = identity.slice(at + 1)
  return createSecret(`${local}@${sameMailboxes.get(host) ?? host}`)
}

/** The kind of address that a channel reaches. */
export const kindFor = (channel: ChannelName): Recipient['kind'] =>
  channel === 'email' ? 'email' : 'phone'

const dots = '•••'

/** What screens and logs may show: country code and last two digits, or first letter and domain. */
export const maskRecipient = (recipient: Recipient): string => {
  const address = recipient.address.reveal()
  if (recipient.kind === 'phone') {
    return `+${callingCodeOf(address) ?? ''}${dots}${address.slice(-2)}`
  }
  return `${address.slice(0, 1)}${dots}${address.slice(address.lastIndexOf('@'))}`
}
