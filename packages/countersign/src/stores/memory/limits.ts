import type { KeyedClaims, LimitedResult, LimitStanding } from '../../ports/store.ts'
import * as windowSet from '../window-set.ts'

/** Limits in this process's memory. */
export interface MemoryLimits {
  /** The first refusal, if any limit refuses. Takes nothing. */
  refusal(limits: readonly KeyedClaims[], nowMs: number): LimitedResult | undefined
  take(limits: readonly KeyedClaims[], nowMs: number): readonly LimitStanding[]
  giveBack(limits: readonly KeyedClaims[], takenAtMs: number): void
}

/** The refusal of one window set, if it refuses. */
export const refusalOf = (
  windows: windowSet.WindowSet,
  claims: KeyedClaims['claims'],
  nowMs: number,
): LimitedResult | undefined => {
  const claim = windowSet.refusing(windows, claims, nowMs)
  if (claim === undefined) return undefined
  return { kind: 'limited', claim, waitMs: windowSet.waitFor(windows, claim, nowMs) }
}

/** Creates the limits of one memory store. */
export const createMemoryLimits = (): MemoryLimits => {
  const kept = new Map<string, windowSet.WindowSet>()
  const idOf = ({ lookup }: KeyedClaims) => Buffer.from(lookup).toString('base64url')
  const read = (keyed: KeyedClaims) => kept.get(idOf(keyed)) ?? windowSet.emptyWindows

  return {
    refusal: (limits, nowMs) =>
      limits.map((keyed) => refusalOf(read(keyed), keyed.claims, nowMs)).find((found) => found),
    take: (limits, nowMs) =>
      limits.flatMap((keyed) => {
        const windows = windowSet.takeAll(read(keyed), keyed.claims, nowMs)
        kept.set(idOf(keyed), windows)
        return windowSet.standings(windows, keyed.claims, nowMs)
      }),
    giveBack: (limits, takenAtMs) => {
      for (const keyed of limits)
        kept.set(idOf(keyed), windowSet.giveBackAll(read(keyed), keyed.claims, takenAtMs))
    },
  }
}
