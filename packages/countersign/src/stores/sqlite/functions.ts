import { timingSafeEqual } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { sealMac } from '../../ports/seal.ts'
import type { CodeCandidate, LimitClaim } from '../../ports/store.ts'
import * as windowSet from '../window-set.ts'

/** How claims travel into a statement. */
export const packClaims = (claims: readonly LimitClaim[]): string =>
  JSON.stringify(
    claims.map(({ slot, max, windowMs, isShadow }) => [slot, max, windowMs, isShadow ? 1 : 0]),
  )

/** How candidates travel into a statement. */
export const packCandidates = (candidates: readonly CodeCandidate[]): string =>
  JSON.stringify(candidates.map(({ keyId, mac }) => [keyId, Buffer.from(mac).toString('base64')]))

const unpackClaims = (packed: string): readonly LimitClaim[] =>
  (JSON.parse(packed) as [number, number, number, number][]).map(
    ([slot, max, windowMs, shadow]) => ({
      name: '',
      slot,
      max,
      windowMs,
      isShadow: shadow === 1,
    }),
  )

/** Policies are few and fixed, so their claims are read once. */
const createClaimsReader = (): ((packed: string) => readonly LimitClaim[]) => {
  const known = new Map<string, readonly LimitClaim[]>()
  return (packed) => {
    const found = known.get(packed)
    if (found !== undefined) return found
    if (known.size > 1000) known.clear()
    const claims = unpackClaims(packed)
    known.set(packed, claims)
    return claims
  }
}

const codeMatches = (hash: Uint8Array, salt: Uint8Array, keyId: string, packed: string): number => {
  const candidates = JSON.parse(packed) as [string, string][]
  const candidate = candidates.find(([id]) => id === keyId)
  if (candidate === undefined) return 0
  const sealed = sealMac(Buffer.from(candidate[1], 'base64'), salt)
  return sealed.length === hash.length && timingSafeEqual(sealed, hash) ? 1 : 0
}

/**
 * Teaches SQLite the rules that our statements name:
 *
 * - `windows_admit(windows, claims, now)`: 1 if every claim admits one more
 * - `windows_take(windows, claims, now)`: the windows with one more in each claim
 * - `windows_give_back(windows, claims, then)`: the windows with that one less
 * - `code_matches(hash, salt, key_id, candidates)`: 1 if a candidate is the code; constant time
 */
export const defineFunctions = (database: DatabaseSync): void => {
  const claimsOf = createClaimsReader()
  const decode = (windows: unknown) => windowSet.decodeWindows(windows as Uint8Array | null)
  const pure = { deterministic: true, directOnly: true }

  database.function('windows_admit', pure, (windows, claims, nowMs) =>
    windowSet.refusing(decode(windows), claimsOf(String(claims)), Number(nowMs)) ? 0 : 1,
  )
  database.function('windows_take', pure, (windows, claims, nowMs) =>
    windowSet.encodeWindows(
      windowSet.takeAll(decode(windows), claimsOf(String(claims)), Number(nowMs)),
    ),
  )
  database.function('windows_give_back', pure, (windows, claims, takenAtMs) =>
    windowSet.encodeWindows(
      windowSet.giveBackAll(decode(windows), claimsOf(String(claims)), Number(takenAtMs)),
    ),
  )
  database.function('code_matches', pure, (hash, salt, keyId, candidates) =>
    codeMatches(hash as Uint8Array, salt as Uint8Array, String(keyId), String(candidates)),
  )
}
