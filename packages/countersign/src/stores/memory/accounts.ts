import { timingSafeEqual } from 'node:crypto'
import type { SealedText, TokenHash } from '../../ports/proof.ts'
import type { User } from '../../ports/session.ts'

/** A proof as memory keeps it. */
export interface KeptProof {
  readonly token: TokenHash
  readonly purpose: string
  readonly recipientHash: Uint8Array
  readonly subjectHash: Uint8Array | undefined
  readonly actionHash: Uint8Array | undefined
  readonly sessionRef: string | undefined
  readonly sealed: Uint8Array
  readonly verifiedAtMs: number
  readonly usedAtMs: number | undefined
  readonly purgeAtMs: number
}

/** A session as memory keeps it. */
export interface KeptSession {
  readonly ref: string
  readonly userId: string
  readonly label: string
  readonly token: TokenHash
  /** Given, and not used yet. */
  readonly next: { readonly token: TokenHash; readonly givenAtMs: number } | undefined
  /** The one before, and when it was replaced. */
  readonly previous: { readonly token: TokenHash; readonly replacedAtMs: number } | undefined
  /** All that were replaced, that one as well. */
  readonly replaced: readonly TokenHash[]
  readonly createdAtMs: number
  readonly seenAtMs: number
  readonly expiresAtMs: number
  readonly idleMs: number
  /** When it is over, if nobody uses it. */
  readonly purgeAtMs: number
}

/** A user as memory keeps it, and what its contacts are found by. */
export interface KeptUser {
  readonly user: User
  readonly phoneHash: Uint8Array | undefined
  readonly emailHash: Uint8Array | undefined
}

/** What verified codes opened. */
export interface MemoryAccounts {
  readonly proofs: Map<string, KeptProof>
  readonly sessions: Map<string, KeptSession>
  readonly users: Map<string, KeptUser>
  /** A name that nothing had before. */
  readonly nextRef: () => string
}

/** Nothing opened yet. */
export const createMemoryAccounts = (): MemoryAccounts => {
  let count = 0
  return {
    ...{ proofs: new Map(), sessions: new Map(), users: new Map() },
    nextRef: () => {
      count += 1
      return String(count)
    },
  }
}

/** Whether two hashes are the same; two that are left out are. */
export const isSame = (one: Uint8Array | undefined, other: Uint8Array | undefined): boolean =>
  one === undefined || other === undefined
    ? one === other
    : one.length === other.length && timingSafeEqual(one, other)

/** Whether one of the hashes of a presented token is this one. */
export const isAmong = (tokens: readonly TokenHash[], kept: TokenHash | undefined): boolean =>
  tokens.some(({ keyId, hash }) => keyId === kept?.keyId && isSame(hash, kept.hash))

/** Whether something has not ended. */
export const isGood = (
  kept: { readonly purgeAtMs: number } | undefined,
  nowMs: number,
): kept is { readonly purgeAtMs: number } => kept !== undefined && kept.purgeAtMs > nowMs

/** What was sealed, and the key that opens it. */
export const sealedOf = ({ token, sealed }: KeptProof): SealedText => ({
  keyId: token.keyId,
  bytes: sealed,
})
