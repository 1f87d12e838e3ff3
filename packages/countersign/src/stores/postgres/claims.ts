import type { KeyedClaims, LimitClaim } from '../../ports/store.ts'
import { windowsEndMs } from '../purge.ts'
import { bytes } from './encode.ts'
import { rowId } from './row-id.ts'

/** Rows of a limit that everybody takes from. `shard_claims` knows the number too. */
export const shardCount = 8

/** Below this a part of a shared limit would be too small to be worth a row of its own. */
const shardedFrom = 80

/** Whether a limit has {@link shardCount} rows instead of one. */
export const isSharded = ({ isShared, claims }: KeyedClaims): boolean =>
  isShared === true && claims.length > 0 && claims.every(({ max }) => max >= shardedFrom)

/** What one row of a sharded limit may give away: over all rows it adds up to the limit. */
export const shardClaim = (claim: LimitClaim, shard: number): LimitClaim => ({
  ...claim,
  max: Math.floor(claim.max / shardCount) + (shard < claim.max % shardCount ? 1 : 0),
})

/** Ids of the rows of a key. */
export const limitIds = (keyed: KeyedClaims): readonly bigint[] => {
  const id = rowId(keyed.lookup)
  if (!isSharded(keyed)) return [id]
  return Array.from({ length: shardCount }, (_, shard) => id ^ BigInt(shard))
}

interface PackedClaims {
  readonly claims: readonly number[]
  readonly keep_ms: number
}

/** Policies are few and fixed, so their claims are packed once. */
const known = new WeakMap<readonly LimitClaim[], PackedClaims>()

/** Claims as `windows_admit` reads them, and for how long they matter. */
export const packClaims = (claims: readonly LimitClaim[]): PackedClaims => {
  const found = known.get(claims)
  if (found !== undefined) return found
  const packed = {
    claims: claims.flatMap(({ slot, max, windowMs, isShadow }) => [
      slot,
      max,
      windowMs,
      isShadow ? 1 : 0,
    ]),
    keep_ms: windowsEndMs(claims, 0),
  }
  known.set(claims, packed)
  return packed
}

/** Limits as composite values, without how many are wanted. */
export const packLimit = (keyed: KeyedClaims) => ({
  id: rowId(keyed.lookup).toString(),
  lookup: bytes(keyed.lookup),
  is_shared: isSharded(keyed),
  ...packClaims(keyed.claims),
})
