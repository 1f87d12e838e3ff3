import type { CountryCode, NumberType } from 'libphonenumber-js/max'
import { phoneFacts } from './phone-facts.ts'
import type { Recipient } from './recipient.ts'

/** Why nothing is sent to a phone. */
export type Unreachable =
  /** Not a number of any country, such as satellite and international premium ones. */
  | 'no_country'
  /** A number of a country that is not served. */
  | 'country'
  /** Not a mobile line: premium, shared cost, toll-free, landline, voice over IP and the like. */
  | 'line_type'

/** Whether a recipient may be sent to; the reason if not. Email is always within reach. */
export type ReachOf = (recipient: Recipient) => Unreachable | undefined

/** Lines that a text message reaches. In some countries numbers do not tell mobile from fixed. */
const reachable: readonly NumberType[] = ['MOBILE', 'FIXED_LINE_OR_MOBILE']

/** Lines that cost their caller money, or that nobody reads: refused everywhere, list or no list. */
const neverReachable: readonly NumberType[] = [
  'PREMIUM_RATE',
  'SHARED_COST',
  'TOLL_FREE',
  'PERSONAL_NUMBER',
  'PAGER',
  'UAN',
  'VOICEMAIL',
]

/**
 * The countries and kinds of line that codes are sent to. A country is told by the number, not by the
 * calling code: +1 is more than the United States, and each of its islands has its own price.
 *
 * @param countries ISO 3166-1 alpha-2 codes; every country if left out, which is for development
 */
export const createReachOf =
  (countries: readonly string[] | undefined): ReachOf =>
  (recipient) => {
    if (recipient.kind === 'email') return undefined
    const phone = phoneFacts(recipient)
    const type = phone?.getType()
    if (countries === undefined)
      return type !== undefined && neverReachable.includes(type) ? 'line_type' : undefined
    if (phone === undefined || phone.country === undefined) return 'no_country'
    if (!isServed(countries, phone.country)) return 'country'
    return type !== undefined && phone.isValid() && reachable.includes(type)
      ? undefined
      : 'line_type'
  }

const isServed = (countries: readonly string[], country: CountryCode) => countries.includes(country)
