import type { LimitClaim, LimitedResult, LimitStanding } from '../ports/store.ts'
import * as sliding from './sliding-window.ts'

/** The logs of all limits that share one key, by slot. */
export type WindowSet = ReadonlyMap<number, sliding.WindowLog>

/** Nothing taken yet. */
export const emptyWindows: WindowSet = new Map()

const logOf = (windows: WindowSet, claim: LimitClaim) => windows.get(claim.slot) ?? []

/** The first claim that refuses that many more now. */
export const refusing = (
  windows: WindowSet,
  claims: readonly LimitClaim[],
  nowMs: number,
  howMany = 1,
): LimitClaim | undefined =>
  claims.find((claim) => !sliding.admits(logOf(windows, claim), claim, nowMs, howMany))

/** How long until `claim` admits one more. */
export const waitFor = (windows: WindowSet, claim: LimitClaim, nowMs: number): number =>
  sliding.waitMs(logOf(windows, claim), claim, nowMs)

/** The refusal of one window set, if it refuses. */
export const refusalOf = (
  windows: WindowSet,
  claims: readonly LimitClaim[],
  nowMs: number,
): LimitedResult | undefined => {
  const claim = refusing(windows, claims, nowMs)
  if (claim === undefined) return undefined
  return { kind: 'limited', claim, waitMs: waitFor(windows, claim, nowMs) }
}

const change = (
  windows: WindowSet,
  claims: readonly LimitClaim[],
  next: (log: sliding.WindowLog, claim: LimitClaim) => sliding.WindowLog,
): WindowSet => {
  const changed = new Map(windows)
  for (const claim of claims) changed.set(claim.slot, next(logOf(windows, claim), claim))
  return changed
}

/** That many more events in each claim. */
export const takeAll = (
  windows: WindowSet,
  claims: readonly LimitClaim[],
  nowMs: number,
  howMany = 1,
): WindowSet => change(windows, claims, (log, claim) => sliding.take(log, claim, nowMs, howMany))

/** That many of the events that were taken last less in each claim. */
export const untakeAll = (
  windows: WindowSet,
  claims: readonly LimitClaim[],
  howMany: number,
): WindowSet => change(windows, claims, (log) => sliding.untake(log, howMany))

/** One event of that moment less in each claim. */
export const giveBackAll = (
  windows: WindowSet,
  claims: readonly LimitClaim[],
  takenAtMs: number,
): WindowSet => change(windows, claims, (log, claim) => sliding.giveBack(log, claim, takenAtMs))

/** How each claim stands now, if `unused` of the events that were taken last are not counted. */
export const standings = (
  windows: WindowSet,
  claims: readonly LimitClaim[],
  nowMs: number,
  unused = 0,
): readonly LimitStanding[] =>
  claims.map((claim) => sliding.standing(logOf(windows, claim), claim, nowMs, unused))

const headBytes = 6
const entryBytes = 10

/** Packs the logs for one database column: per log slot (4 bytes), length (2), then time (6) and count (4) each. */
export const encodeWindows = (windows: WindowSet): Uint8Array => {
  let size = 0
  for (const log of windows.values())
    if (log.length > 0) size += headBytes + log.length * entryBytes
  // a small array of its own would have to be moved out of the heap to be looked at
  const bytes = Buffer.allocUnsafe(size)
  const view = new DataView(bytes.buffer, bytes.byteOffset, size)
  let at = 0
  for (const [slot, log] of windows) {
    if (log.length === 0) continue
    view.setUint32(at, slot)
    view.setUint16(at + 4, log.length)
    at += headBytes
    for (const { atMs, count } of log) {
      const high = Math.floor(atMs / 2 ** 32)
      view.setUint16(at, high)
      view.setUint32(at + 2, atMs - high * 2 ** 32)
      view.setUint32(at + 6, count)
      at += entryBytes
    }
  }
  return bytes
}

const get16 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)

const get32 = (bytes: Uint8Array, at: number): number =>
  get16(bytes, at) * 2 ** 16 + get16(bytes, at + 2)

/** Reads what {@link encodeWindows} wrote. */
export const decodeWindows = (bytes: Uint8Array | null): WindowSet => {
  if (bytes === null || bytes.length === 0) return emptyWindows
  const windows = new Map<number, sliding.WindowLog>()
  for (let at = 0; at < bytes.length; ) {
    const slot = get32(bytes, at)
    const length = get16(bytes, at + 4)
    at += headBytes
    const log: sliding.Taken[] = []
    for (let n = 0; n < length; n++, at += entryBytes) {
      const atMs = get16(bytes, at) * 2 ** 32 + get32(bytes, at + 2)
      log.push({ atMs, count: get32(bytes, at + 6) })
    }
    windows.set(slot, log)
  }
  return windows
}
