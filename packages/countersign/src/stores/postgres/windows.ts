import type { KeyedClaims, LimitClaim, LimitedResult, LimitStanding } from '../../ports/store.ts'
import type { Taken } from '../sliding-window.ts'
import * as windowSet from '../window-set.ts'
import { isSharded, shardClaim, shardCount } from './claims.ts'

/** A `windows` column: triples of slot, time and count. */
export type Triples = readonly number[]

/** Reads a `windows` column. */
export const windowsOf = (triples: Triples): windowSet.WindowSet => {
  const windows = new Map<number, Taken[]>()
  for (let at = 0; at + 2 < triples.length; at += 3) {
    const [slot = 0, atMs = 0, count = 0] = triples.slice(at, at + 3)
    const log = windows.get(slot)
    if (log === undefined) windows.set(slot, [{ atMs, count }])
    else log.push({ atMs, count })
  }
  return windows
}

/** The refusal that a statement's `windows_admit` must have seen, or nothing. */
export const refusalIn = (
  triples: Triples,
  claims: readonly LimitClaim[],
  nowMs: number,
): LimitedResult | undefined => {
  const windows = windowsOf(triples)
  const claim = windowSet.refusing(windows, claims, nowMs)
  if (claim === undefined) return undefined
  return { kind: 'limited', claim, waitMs: windowSet.waitFor(windows, claim, nowMs) }
}

/**
 * The refusal of a key: of its one row, or, if it has several, of the one that has room first, because
 * that is how long to wait.
 */
export const refusalOfKey = (
  keyed: KeyedClaims,
  logs: readonly Triples[],
  nowMs: number,
): LimitedResult | undefined => {
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
 * How a key stands after one was taken. Where it has several rows, only the one it was taken from is
 * known; batches go round them in turn, so what is left there is an eighth of what is left.
 */
export const standingsOfKey = (
  keyed: KeyedClaims,
  { shard, log }: { readonly shard: number; readonly log: Triples },
  nowMs: number,
): readonly LimitStanding[] => {
  const windows = windowsOf(log)
  if (!isSharded(keyed)) return windowSet.standings(windows, keyed.claims, nowMs)
  const parts = keyed.claims.map((claim) => shardClaim(claim, shard))
  return windowSet.standings(windows, parts, nowMs).map((standing, n) => {
    const max = keyed.claims[n]?.max ?? standing.max
    return { ...standing, max, remaining: Math.min(max - 1, standing.remaining * shardCount) }
  })
}
