import { timingSafeEqual } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { sealMac } from '../../ports/seal.ts'
import type { CodeCandidate } from '../../ports/store.ts'
import * as windowSet from '../window-set.ts'
import { createClaimsReader } from './claims.ts'

/** How candidates travel into a statement. */
export const packCandidates = (candidates: readonly CodeCandidate[]): string =>
  JSON.stringify(candidates.map(({ keyId, mac }) => [keyId, Buffer.from(mac).toString('base64')]))

/** A sealed code or link, as its row has it. */
interface SealedRow {
  /** Null if the message has no link. */
  readonly hash: Uint8Array | null
  readonly salt: Uint8Array
  readonly keyId: string
}

const codeMatches = ({ hash, salt, keyId }: SealedRow, packed: string): number => {
  const candidates = JSON.parse(packed) as [string, string][]
  const candidate = candidates.find(([id]) => id === keyId)
  if (candidate === undefined || hash === null) return 0
  const sealed = sealMac(Buffer.from(candidate[1], 'base64'), salt)
  return sealed.length === hash.length && timingSafeEqual(sealed, hash) ? 1 : 0
}

/**
 * Teaches SQLite the rules that our statements name:
 *
 * - `windows_admit(windows, claims, now, how_many)`: 1 if every claim admits that many more
 * - `windows_take(windows, claims, now, how_many)`: the windows with that many more in each claim
 * - `windows_untake(windows, claims, how_many)`: the windows without that many of those taken last
 * - `windows_give_back(windows, claims, then)`: the windows with one of that moment less
 * - `code_matches(hash, salt, key_id, candidates)`: 1 if a candidate is the code or link; constant time
 */
export const defineFunctions = (database: DatabaseSync): void => {
  const claimsOf = createClaimsReader()
  const decode = (windows: unknown) => windowSet.decodeWindows(windows as Uint8Array | null)
  const pure = { deterministic: true, directOnly: true }

  database.function('windows_admit', pure, (windows, claims, nowMs, howMany) =>
    windowSet.refusing(decode(windows), claimsOf(String(claims)), Number(nowMs), Number(howMany))
      ? 0
      : 1,
  )
  database.function('windows_take', pure, (windows, claims, nowMs, howMany) =>
    windowSet.encodeWindows(
      windowSet.takeAll(decode(windows), claimsOf(String(claims)), Number(nowMs), Number(howMany)),
    ),
  )
  database.function('windows_untake', pure, (windows, claims, howMany) =>
    windowSet.encodeWindows(
      windowSet.untakeAll(decode(windows), claimsOf(String(claims)), Number(howMany)),
    ),
  )
  database.function('windows_give_back', pure, (windows, claims, takenAtMs) =>
    windowSet.encodeWindows(
      windowSet.giveBackAll(decode(windows), claimsOf(String(claims)), Number(takenAtMs)),
    ),
  )
  database.function('code_matches', pure, (hash, salt, keyId, candidates) =>
    codeMatches(
      { hash: hash as Uint8Array | null, salt: salt as Uint8Array, keyId: String(keyId) },
      String(candidates),
    ),
  )
}
