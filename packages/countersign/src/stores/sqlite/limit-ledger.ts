import { CountersignError } from '../../ports/error.ts'
import type { KeyedClaims, LimitedResult, LimitStanding } from '../../ports/store.ts'
import * as windowSet from '../window-set.ts'
import { packClaims } from './claims.ts'
import type { SqliteLimits } from './limits.ts'

/**
 * The limits that the verbs of one transaction take.
 *
 * What all of them ask of a key is taken by one statement, when the first of them asks; they use it up
 * one after the other, and what nobody used is given back before the commit. Every answer is what it
 * would be if each verb took one for itself.
 */
export interface LimitLedger {
  /** Uses one of each key, or none, and says which key refused. */
  take(limits: readonly KeyedClaims[]): LimitedResult | readonly LimitStanding[]
  /** The verb that took these was refused elsewhere. */
  putBack(limits: readonly KeyedClaims[]): void
  /** Gives back what a verb took at that moment, in an earlier transaction. */
  giveBack(limits: readonly KeyedClaims[], takenAtMs: number): void
  /** Gives back what no verb used. Nothing may be taken after that. */
  close(): void
}

/** One key with one set of claims. */
interface Account {
  readonly keyed: KeyedClaims
  readonly claims: string
  /** All accounts whose keys begin alike: those of other claims on that key are among them. */
  readonly neighbours: readonly Account[]
  /** How many verbs have not asked yet. */
  wanted: number
  /** Taken and not used. */
  unused: number
  /** The key after it was taken from. */
  windows: windowSet.WindowSet
  /** There was not enough for all. */
  isScarce: boolean
}

/** Opens the ledger of verbs that ask for `wanted`, all at the same moment. */
export const openLimitLedger = (
  rows: SqliteLimits,
  wanted: readonly (readonly KeyedClaims[])[],
  nowMs: number,
): LimitLedger => {
  const accounts = createAccounts(wanted)

  const untake = (account: Account): void => {
    if (account.unused > 0) rows.untake(account.keyed, account.unused)
    account.unused = 0
  }

  const obtain = (account: Account, howMany: number): boolean => {
    const windows = rows.take(account.keyed, howMany, nowMs)
    if (windows === undefined) return false
    account.windows = windows
    account.unused += howMany
    return true
  }

  /** Whether the account has one: the first to ask takes for all, unless there is too little or others may mind. */
  const stock = (account: Account): boolean => {
    const rivals = rivalsOf(account)
    for (const rival of rivals) untake(rival)
    const together = rivals.length > 0 || account.isScarce ? 1 : account.wanted + 1
    if (obtain(account, together)) return true
    account.isScarce = true
    return together > 1 && obtain(account, 1)
  }

  const useOne = (account: Account): LimitedResult | readonly LimitStanding[] => {
    const { claims } = account.keyed
    if (account.unused === 0 && !stock(account))
      return explained(windowSet.refusalOf(rows.read(account.keyed), claims, nowMs))
    account.unused -= 1
    return windowSet.standings(account.windows, claims, nowMs, account.unused)
  }

  const putBack = (used: readonly KeyedClaims[]): void => {
    for (const keyed of used) accounts.of(keyed).unused += 1
  }

  return {
    take: (limits) => {
      const standings: LimitStanding[] = []
      for (const keyed of limits) accounts.of(keyed).wanted -= 1
      for (const [n, keyed] of limits.entries()) {
        const used = useOne(accounts.of(keyed))
        if ('kind' in used) {
          putBack(limits.slice(0, n))
          return used
        }
        standings.push(...used)
      }
      return standings
    },
    putBack,
    giveBack: (limits, takenAtMs) => {
      for (const keyed of limits) {
        const windows = rows.giveBack(keyed, takenAtMs)
        for (const account of accounts.onKey(keyed)) account.windows = windows
      }
    },
    close: () => {
      for (const account of accounts.all) untake(account)
    },
  }
}

/** Purposes may allow different numbers on one key; then what one holds must not be hidden from the other. */
const isRival = (one: Account, other: Account): boolean =>
  one !== other &&
  isSameKey(one.keyed, other.keyed) &&
  one.keyed.claims.some(({ slot }) => other.keyed.claims.some((claim) => claim.slot === slot))

const none: readonly Account[] = []

const rivalsOf = (account: Account): readonly Account[] =>
  account.neighbours.length === 1
    ? none
    : account.neighbours.filter((other) => isRival(other, account))

const isSameKey = (one: KeyedClaims, other: KeyedClaims): boolean =>
  one.lookup === other.lookup || Buffer.compare(one.lookup, other.lookup) === 0

/** Numbers make faster keys of a map than texts do. */
const beginningOf = ({ lookup }: KeyedClaims): number =>
  ((lookup[0] ?? 0) << 16) | ((lookup[1] ?? 0) << 8) | (lookup[2] ?? 0)

const createAccounts = (wanted: readonly (readonly KeyedClaims[])[]) => {
  const byBeginning = new Map<number, Account[]>()
  const byWish = new Map<KeyedClaims, Account>()
  const all: Account[] = []

  const neighboursOf = (keyed: KeyedClaims): Account[] => {
    const beginning = beginningOf(keyed)
    const found = byBeginning.get(beginning) ?? []
    if (found.length === 0) byBeginning.set(beginning, found)
    return found
  }

  const create = (keyed: KeyedClaims): Account => {
    const claims = packClaims(keyed.claims).text
    const neighbours = neighboursOf(keyed)
    const known = neighbours.find(
      (account) => account.claims === claims && isSameKey(account.keyed, keyed),
    )
    if (known !== undefined) return known
    const account: Account = {
      ...{ keyed, claims, neighbours, wanted: 0, unused: 0 },
      ...{ windows: windowSet.emptyWindows, isScarce: false },
    }
    neighbours.push(account)
    all.push(account)
    return account
  }

  const of = (keyed: KeyedClaims): Account => {
    const found = byWish.get(keyed)
    if (found === undefined) throw new TypeError('a limit was not announced')
    return found
  }

  for (const limits of wanted)
    for (const keyed of limits) {
      const account = byWish.get(keyed) ?? create(keyed)
      account.wanted += 1
      byWish.set(keyed, account)
    }
  return {
    all,
    of,
    onKey: (keyed: KeyedClaims) =>
      neighboursOf(keyed).filter((account) => isSameKey(account.keyed, keyed)),
  }
}

const explained = (refusal: LimitedResult | undefined): LimitedResult => {
  if (refusal === undefined) throw new CountersignError('unavailable', 'a limit row is not ours')
  return refusal
}
