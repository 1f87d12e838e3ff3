import type { LimitClaim } from '../../ports/store.ts'
import { windowsEndMs } from '../purge.ts'
import * as windowSet from '../window-set.ts'

/** Claims as statements read them. */
export interface PackedClaims {
  /** What `windows_admit` and its like are given. */
  readonly text: string
  /** For how long they matter. */
  readonly keepMs: number
  /** The least that one of them allows. */
  readonly leastMax: number
}

/** Policies are few and fixed, so their claims are packed once. */
const known = new WeakMap<readonly LimitClaim[], PackedClaims>()

const pack = (claims: readonly LimitClaim[]): PackedClaims => ({
  text: JSON.stringify(
    claims.map(({ slot, max, windowMs, isShadow }) => [slot, max, windowMs, isShadow ? 1 : 0]),
  ),
  keepMs: windowsEndMs(claims, 0),
  leastMax: Math.min(
    Number.MAX_SAFE_INTEGER,
    ...claims.filter(({ isShadow }) => isShadow !== true).map(({ max }) => max),
  ),
})

/** How claims travel into a statement. */
export const packClaims = (claims: readonly LimitClaim[]): PackedClaims => {
  const found = known.get(claims)
  if (found !== undefined) return found
  const packed = pack(claims)
  known.set(claims, packed)
  return packed
}

const unpack = (text: string): readonly LimitClaim[] =>
  (JSON.parse(text) as [number, number, number, number][]).map(([slot, max, windowMs, shadow]) => ({
    name: '',
    slot,
    max,
    windowMs,
    isShadow: shadow === 1,
  }))

/** Reads claims inside a statement, each text once. */
export const createClaimsReader = (): ((text: string) => readonly LimitClaim[]) => {
  const read = new Map<string, readonly LimitClaim[]>()
  return (text) => {
    const found = read.get(text)
    if (found !== undefined) return found
    if (read.size > 1000) read.clear()
    const claims = unpack(text)
    read.set(text, claims)
    return claims
  }
}

/** The windows of a row that is not there yet: the same ones for all new rows of a batch. */
export type FirstWindows = (
  claims: readonly LimitClaim[],
  nowMs: number,
  howMany: number,
) => PackedWindows

/** Windows, and as a row keeps them. */
export interface PackedWindows {
  readonly windows: windowSet.WindowSet
  readonly bytes: Uint8Array
}

/** Remembers the ones it wrote last. */
export const createFirstWindows = (): FirstWindows => {
  let of: Parameters<FirstWindows> | undefined
  let first: PackedWindows = { windows: windowSet.emptyWindows, bytes: new Uint8Array() }
  return (claims, nowMs, howMany) => {
    if (of?.[0] === claims && of[1] === nowMs && of[2] === howMany) return first
    of = [claims, nowMs, howMany]
    const windows = windowSet.takeAll(windowSet.emptyWindows, claims, nowMs, howMany)
    first = { windows, bytes: windowSet.encodeWindows(windows) }
    return first
  }
}
