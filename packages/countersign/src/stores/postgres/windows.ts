import type { KeyedClaims, LimitClaim, LimitedResult, LimitStanding } from '../../ports/store.ts'
import type { Taken } from '../sliding-window.ts'
import * as windowSet from '../window-set.ts'
import { isSharded, shardClaim, shardCount } from './claims.ts'

/** A `windows` column: triples of slot, time and count. */
export type Triples = readonly number[]

/** The limits of a key after the batch, and what of it came after one of its verbs. */
export interface TakenKey {
  readonly keyed: KeyedClaims
  /** Which row one was taken from, and how it stands. */
  readonly shard: number
  readonly windows: windowSet.WindowSet
  /** All rows, if they did not have enough for the batch. */
  readonly fullLogs: readonly Triples[] | null
  /** How many later verbs of the batch took one as well. */
  readonly takenLater: number
}

/** Reads a `windows` column. */
export const windowsOf = (triples: Triples): windowSet.WindowSet => {
  const windows = new Map<number, Taken[]>()
  for (let at = 0; at + 2 < triples.length; at += 3) {
    const slot = triples[at] ?? 0
    const entry = { atMs: triples[at + 1] ?? 0, count: triples[at + 2] ?? 0 }
    const log = windows.get(slot)
    if (log === undefined) windows.set(slot, [entry])
    else log.push(entry)
  }
  return windows
}

/** The refusal that a statement's `windows_admit` must have seen, or nothing. */
export const refusalIn = (
  triples: Triples,
  claims: readonly LimitClaim[],
  nowMs: number,
): LimitedResult | undefined => windowSet.refusalOf(windowsOf(triples), claims, nowMs)

/**
 * The refusal of a key: of its one row, or, if it has several, of the one that has room first, because
 * that is how long to wait.
 */
export const refusalOfKey = (
  { keyed, fullLogs }: TakenKey,
  nowMs: number,
): LimitedResult | undefined => {
  const logs = fullLogs ?? []
  if (!isSharded(keyed)) return refusalIn(logs[0] ?? [], keyed.claims, nowMs)
  const refusals = logs.flatMap((triples, shard) => {
    const parts = keyed.claims.map((claim) => shardClaim(claim, shard))
    const refusal = refusalIn(triples, parts, nowMs)
    const claim = keyed.claims.find(({ slot }) => slot === refusal?.claim.slot)
    return refusal === undefined || claim === undefined ? [] : [{ ...refusal, claim }]
  })
  return refusals.toSorted((one, other) => one.waitMs - other.waitMs)[0]
}

/**
 * How a key stands after one was taken. Where it has several rows, only one that the batch took from is
 * known; batches go round them in turn, so what is left there is an eighth of what is left.
 */
export const standingsOfKey = (key: TakenKey, nowMs: number): readonly LimitStanding[] => {
  const { keyed, shard, windows } = key
  if (!isSharded(keyed)) return windowSet.standings(withoutLater(key), keyed.claims, nowMs)
  const parts = keyed.claims.map((claim) => shardClaim(claim, shard))
  return windowSet.standings(windows, parts, nowMs).map((standing, n) => {
    const max = keyed.claims[n]?.max ?? standing.max
    return { ...standing, max, remaining: Math.min(max - 1, standing.remaining * shardCount) }
  })
}

/** What a batch takes at once is in the newest entry, the share of later verbs too. */
const withoutLater = ({ keyed, windows, takenLater }: TakenKey): windowSet.WindowSet => {
  if (takenLater === 0) return windows
  const earlier = new Map(windows)
  for (const { slot } of keyed.claims) {
    const log = windows.get(slot) ?? []
    const newest = log.at(-1)
    if (newest === undefined) continue
    earlier.set(slot, [...log.slice(0, -1), { ...newest, count: newest.count - takenLater }])
  }
  return earlier
}
