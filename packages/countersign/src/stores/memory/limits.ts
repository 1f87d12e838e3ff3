import type { KeyedClaims, LimitedResult, LimitStanding } from '../../ports/store.ts'
import { windowsEndMs } from '../purge.ts'
import * as windowSet from '../window-set.ts'
import { keyOf } from './key-of.ts'

/** Limits in this process's memory. */
export interface MemoryLimits {
  /** The first refusal, if any limit refuses. Takes nothing. */
  refusal(limits: readonly KeyedClaims[], nowMs: number): LimitedResult | undefined
  take(limits: readonly KeyedClaims[], nowMs: number): readonly LimitStanding[]
  giveBack(limits: readonly KeyedClaims[], takenAtMs: number): void
  readonly kept: Map<string, KeptLimit>
}

interface KeptLimit {
  readonly windows: windowSet.WindowSet
  readonly purgeAtMs: number
}

/** Creates the limits of one memory store. */
export const createMemoryLimits = (): MemoryLimits => {
  const kept = new Map<string, KeptLimit>()
  const read = ({ lookup }: KeyedClaims) =>
    kept.get(keyOf(lookup))?.windows ?? windowSet.emptyWindows

  return {
    kept,
    refusal: (limits, nowMs) =>
      limits
        .map((keyed) => windowSet.refusalOf(read(keyed), keyed.claims, nowMs))
        .find((found) => found),
    take: (limits, nowMs) =>
      limits.flatMap((keyed) => {
        const windows = windowSet.takeAll(read(keyed), keyed.claims, nowMs)
        const id = keyOf(keyed.lookup)
        const endMs = windowsEndMs(keyed.claims, nowMs)
        kept.set(id, { windows, purgeAtMs: Math.max(endMs, kept.get(id)?.purgeAtMs ?? 0) })
        return windowSet.standings(windows, keyed.claims, nowMs)
      }),
    giveBack: (limits, takenAtMs) => {
      for (const keyed of limits) {
        const found = kept.get(keyOf(keyed.lookup))
        if (found === undefined) continue
        const windows = windowSet.giveBackAll(found.windows, keyed.claims, takenAtMs)
        kept.set(keyOf(keyed.lookup), { ...found, windows })
      }
    },
  }
}
