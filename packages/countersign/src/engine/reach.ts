import type { NumberType } from 'libphonenumber-js/max'
import { lineOf } from './phone-facts.ts'
import type { Line } from './phone-number.ts'
import type { Recipient } from './recipient.ts'

/** Why nothing is sent to a phone. */
export type Unreachable =
  /** Not a number of any country, such as satellite and international premium ones. */
  | 'no_country'
  /** A number of a country that is not served. */
  | 'country'
  /** A landline: few of them take text messages. */
  | 'landline'
  /** Not a mobile line: premium, shared cost, toll-free, voice over IP and the like. */
  | 'line_type'
  /** It begins with digits that the deployment denies. */
  | 'prefix'

/** Where a recipient is, and why nothing is sent there, if so. */
export interface Reach {
  /** ISO 3166-1 alpha-2, of a phone. */
  readonly country?: string | undefined
  readonly unreachable?: Unreachable | undefined
}

/** Tells the reach of a recipient. Email is always within reach. */
export type ReachOf = (recipient: Recipient) => Reach

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

/** Beginnings of numbers, in E.164 form, that a deployment judges by itself. */
export interface PhonePrefixes {
  /** Sent to whatever is known of country and line: for ranges that are too new to be known. */
  readonly allow?: readonly string[] | undefined
  /** Never sent to. */
  readonly deny?: readonly string[] | undefined
}

/** Options of {@link createReachOf}. */
export interface ReachOptions {
  /** ISO 3166-1 alpha-2 codes; every country if left out, which is for development. */
  readonly countries?: readonly string[] | undefined
  readonly phonePrefixes?: PhonePrefixes | undefined
}

/**
 * The countries and kinds of line that codes are sent to. A country is told by the number, not by the
 * calling code: +1 is more than the United States, and each of its islands has its own price.
 */
export const createReachOf = ({ countries, phonePrefixes = {} }: ReachOptions): ReachOf => {
  const { allow = [], deny = [] } = phonePrefixes
  const unreachable = (number: string, line: Line): Unreachable | undefined => {
    if (startsWithOne(number, deny)) return 'prefix'
    if (countries === undefined || startsWithOne(number, allow))
      return neverReachable.includes(line.type) ? 'line_type' : undefined
    if (line.country === undefined) return 'no_country'
    return countries.includes(line.country) ? unreachableLine(line) : 'country'
  }
  return (recipient) => {
    const line = lineOf(recipient)
    if (line === undefined) return {}
    return { country: line.country, unreachable: unreachable(recipient.address.reveal(), line) }
  }
}

const startsWithOne = (number: string, prefixes: readonly string[]) =>
  prefixes.some((prefix) => number.startsWith(prefix))

const unreachableLine = ({ type, isValid }: Line): Unreachable | undefined => {
  if (type === 'FIXED_LINE') return 'landline'
  return isValid && reachable.includes(type) ? undefined : 'line_type'
}
