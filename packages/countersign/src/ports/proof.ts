import type { AuditDraft } from './audit.ts'

/** A keyed hash of a token, and the key that it was made with. The token itself never reaches a store. */
export interface TokenHash {
  readonly keyId: string
  /** 32-byte keyed hash. */
  readonly hash: Uint8Array
}

/** What only somebody with the token and the key ring together can read. */
export interface SealedText {
  readonly keyId: string
  readonly bytes: Uint8Array
}

/** A proof to be written down beside the success that it is given for. */
export interface NewProof {
  readonly token: TokenHash
  readonly ttlMs: number
  /** Recipient and subject, for whoever redeems it. */
  readonly sealed: Uint8Array
  /** 32-byte hash of the user it is for, where the caller said. */
  readonly subjectHash?: Uint8Array | undefined
  /** 32-byte hash of the action and its parameters, if it is good for one action only. */
  readonly actionHash?: Uint8Array | undefined
  /** Session that asked. The proof is good for no longer than that, and for no other. */
  readonly sessionRef?: string | undefined
}

/** Input of {@link ProofStore.redeem}. Everything in it must be the proof's, or nothing happens to it. */
export interface RedeemRequest {
  /** Names the proof, as {@link AttemptResult} did. */
  readonly ref: string
  readonly purpose: string
  /** The presented token under every key. */
  readonly tokens: readonly TokenHash[]
  /** Whose it must be, under every key. Anybody's if left out. */
  readonly recipientHashes?: readonly Uint8Array[] | undefined
  /** Whom it must be for. Whomever if left out. */
  readonly subjectHash?: Uint8Array | undefined
  /** What it must be for. Left out, it must be for nothing in particular. */
  readonly actionHash?: Uint8Array | undefined
  /** Which session must have asked. Whichever if left out. */
  readonly sessionRef?: string | undefined
  /** Written with the kind of the answer, except of `unknown`: strangers cannot fill the log. */
  readonly audit: AuditDraft
}

/** Answer of {@link ProofStore.redeem}. From outside all refusals look the same. */
export type RedeemResult =
  | { readonly kind: 'redeemed'; readonly verifiedAtMs: number; readonly sealed: SealedText }
  /** No proof has this name and token. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'used' }
  | { readonly kind: 'expired' }
  /** It is for another purpose, recipient, subject, action or session, or its session is over. */
  | { readonly kind: 'foreign' }

/** Verbs for proofs. They are made by {@link Store.attempt}. */
export interface ProofStore {
  /** Uses a proof up: one of any number of calls at once gets `redeemed`. */
  redeem(request: RedeemRequest): Promise<RedeemResult>
}
