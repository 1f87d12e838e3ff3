/**
 * The store port: domain verbs, each of them atomic, and durable when its promise resolves.
 *
 * A store has a clock of its own, which alone decides expiry. It answers with spans of time, never
 * with moments, so that a caller whose clock is wrong cannot misread them. A store that cannot do its
 * work rejects with `CountersignError('unavailable')`, and then nothing has happened.
 */
export interface Store {
  /** Takes the limits, checks lock and cool-down, and writes the new code down: one commit. */
  open(request: OpenRequest): Promise<OpenResult>
  /** Records what became of the hand-over. A definite failure undoes `open`. */
  settle(request: SettleRequest): Promise<void>
  /** Takes the limits, counts the attempt, compares and consumes: one commit. */
  attempt(request: AttemptRequest): Promise<AttemptResult>
  /** Server-side callers' keys. */
  readonly apiKeys: ApiKeyStore
  /** Resolves when the store can take writes. */
  ready(): Promise<void>
  /** Finishes what was accepted, then lets go of files and connections. */
  close(): Promise<void>
}

/** Which challenge: the keyed hash of purpose and recipient. */
export interface ChallengeKey {
  readonly purpose: string
  /** 32-byte keyed hash over purpose and recipient. */
  readonly lookup: Uint8Array
  /** 32-byte keyed hash over the recipient alone. */
  readonly recipientHash: Uint8Array
  /** Id of the key both hashes were made with. */
  readonly recipientKeyId: string
}

/** A code as it is written down. The code itself never reaches a store. */
export interface SealedCode {
  /** SHA-256 over the keyed hash of the code and `salt`. */
  readonly hash: Uint8Array
  /** 16 random bytes; also names the hand-over in `settle`. */
  readonly salt: Uint8Array
  readonly keyId: string
}

/** A submitted code under one key. The store adds the salt that it kept. */
export interface CodeCandidate {
  readonly keyId: string
  readonly mac: Uint8Array
}

/** At most `max` in any `windowMs` milliseconds. */
export interface LimitClaim {
  /** What the limit is called in answers, for example `ip`. */
  readonly name: string
  /** Tells the limits that share one key apart; stable over restarts. */
  readonly slot: number
  readonly max: number
  readonly windowMs: number
}

/** The limits that share one key, for example all limits of a purpose on one address. */
export interface KeyedClaims {
  /** 32-byte keyed hash that names whose limit it is. */
  readonly lookup: Uint8Array
  readonly claims: readonly LimitClaim[]
}

/** How a limit stands after it was taken. */
export interface LimitStanding {
  readonly name: string
  readonly max: number
  readonly windowMs: number
  readonly remaining: number
  /** Until at least one more is free, if none is left, or until all are. */
  readonly resetMs: number
}

/** Input of {@link Store.open}. */
export interface OpenRequest {
  readonly challenge: ChallengeKey
  readonly maskedRecipient: string
  readonly code: SealedCode
  readonly ttlMs: number
  readonly maxAttempts: number
  readonly resendMs: number
  /** After this long without `settle` the outcome counts as unknown: the new code is the valid one. */
  readonly settleWithinMs: number
  /** Limits of this purpose and recipient. */
  readonly recipientClaims: readonly LimitClaim[]
  readonly limits: readonly KeyedClaims[]
}

/** Answer of {@link Store.open}. */
export type OpenResult =
  | {
      readonly kind: 'opened'
      readonly openedAtMs: number
      readonly standings: readonly LimitStanding[]
    }
  | { readonly kind: 'locked'; readonly waitMs: number }
  | { readonly kind: 'cooling_down'; readonly waitMs: number }
  | LimitedResult

/** A limit refused; nothing was taken from any other. */
export interface LimitedResult {
  readonly kind: 'limited'
  readonly claim: LimitClaim
  readonly waitMs: number
}

/** Input of {@link Store.settle}. */
export interface SettleRequest {
  readonly challenge: ChallengeKey
  /** `salt` of the code that was handed over. */
  readonly salt: Uint8Array
  readonly openedAtMs: number
  readonly outcome: 'accepted' | 'unknown' | 'refused'
  readonly recipientClaims: readonly LimitClaim[]
  readonly limits: readonly KeyedClaims[]
}

/** Input of {@link Store.attempt}. */
export interface AttemptRequest {
  readonly challenge: ChallengeKey
  readonly candidates: readonly CodeCandidate[]
  readonly recipientClaims: readonly LimitClaim[]
  readonly limits: readonly KeyedClaims[]
}

/** Answer of {@link Store.attempt}. Only `verified` and `wrong` used up an attempt. */
export type AttemptResult =
  | { readonly kind: 'verified' | 'wrong' | 'expired' | 'used' | 'locked' | 'unknown' }
  | LimitedResult

/** A server-side caller's key as it is kept. */
export interface ApiKey {
  readonly name: string
  readonly createdAtMs: number
  readonly revokedAtMs: number | null
}

/** Verbs for server-side callers' keys. */
export interface ApiKeyStore {
  /** False if the name is taken. */
  create(key: { readonly name: string; readonly hash: Uint8Array }): Promise<boolean>
  /** Name of the first unrevoked key among these hashes. */
  find(hashes: readonly Uint8Array[]): Promise<string | undefined>
  list(): Promise<readonly ApiKey[]>
  /** False if there is no unrevoked key of that name. */
  revoke(name: string): Promise<boolean>
}
