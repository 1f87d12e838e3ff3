import type { AdminStore } from './admin.ts'
import type { AuditDraft, AuditStore } from './audit.ts'
import type { DeliveryStore, SettledDelivery, SuppressionStore } from './delivery.ts'
import type { NewProof, ProofStore } from './proof.ts'
import type { RecipientStore } from './recipient-store.ts'
import type { Rekey } from './rekey.ts'
import type { GrantedSession, SessionGrant, SessionStore, UserStore } from './session.ts'
import type { IntegrationStore, SendingRoute, SwitchStore } from './switch.ts'

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
  /** What an earlier request with this key makes of another, if there was one. Changes nothing. */
  recall(key: Pick<Idempotency, 'lookup' | 'bodyHash'>): Promise<Repetition | undefined>
  /**
   * Records what became of the hand-over. A definite failure undoes `open`. A store that may have done so when
   * it rejects must undo nothing, and write nothing, when it is told the same again, with the same event.
   */
  settle(request: SettleRequest): Promise<void>
  /**
   * Takes the limits, minds the failure budget, counts the attempt, compares, consumes, and writes down
   * what a success opens: one commit.
   */
  attempt(request: AttemptRequest): Promise<AttemptResult>
  /** What verified codes open, once. */
  readonly proofs: ProofStore
  /** What verified codes open, for long. */
  readonly sessions: SessionStore
  /** Who signed in. */
  readonly users: UserStore
  /** Moves what one call is about to touch to the names that a new key gives it. */
  readonly rekey: Rekey
  /**
   * Removes rows that nobody needs any more, looking at no more than `rowsAtMost` of each kind, and
   * moves deliveries that nobody settled in time from `handing_over` to `unknown`. Call it again and
   * again: each call goes on where the last one of this process ended.
   */
  sweep(request: { readonly rowsAtMost: number }): Promise<SweepResult>
  /** What stops sending. */
  readonly switches: SwitchStore
  /** Providers' own switches and settings. */
  readonly integrations: IntegrationStore
  /** Who may look and change. */
  readonly admins: AdminStore
  /** What operators do to one recipient, or to everybody. */
  readonly recipients: RecipientStore
  /** What happened. */
  readonly audit: AuditStore
  /** What providers were given, and what became of it. */
  readonly deliveries: DeliveryStore
  /** Recipients that nothing is sent to. */
  readonly suppressions: SuppressionStore
  /** Server-side callers' keys. */
  readonly apiKeys: ApiKeyStore
  /** Resolves when the store can take writes. */
  ready(): Promise<void>
  /** Finishes what was accepted, then lets go of files and connections. */
  close(): Promise<void>
}

/** Which challenge: hashes of purpose and recipient that nobody can make without the key. */
export interface ChallengeKey {
  readonly purpose: string
  /** 32-byte hash over the purpose and `recipientHash`. */
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
  /** The same of the secret of a link that stands for this code, if the message has one. */
  readonly linkHash?: Uint8Array | undefined
}

/** A submitted code under one key. The store adds the salt that it kept. */
export interface CodeCandidate {
  readonly keyId: string
  readonly mac: Uint8Array
}

/** At most `max` in any `windowMs` milliseconds. */
export interface LimitClaim {
  /** Counted and reported, but refuses nobody. */
  readonly isShadow?: boolean
  /** What the limit is called in answers, for example `ip`. */
  readonly name: string
  /** Tells the limits that share one key apart; stable over restarts. */
  readonly slot: number
  readonly max: number
  readonly windowMs: number
}

/** The limits that share one key, for example all limits of a purpose on one address. */
export interface KeyedClaims {
  /** Everybody takes from this key: a store must not let all calls queue for it. */
  readonly isShared?: boolean
  /** 32-byte keyed hash that names whose limit it is. */
  readonly lookup: Uint8Array
  readonly claims: readonly LimitClaim[]
}

/** How a limit stands after it was taken. */
export interface LimitStanding {
  /** It refuses nobody, and is nothing to tell callers. */
  readonly isShadow?: true
  /** A shadow limit that would have refused. */
  readonly isExceededShadow?: true
  readonly name: string
  readonly max: number
  readonly windowMs: number
  readonly remaining: number
  /** Until at least one more is free, if none is left, or until all are. */
  readonly resetMs: number
}

/** A request that must have its effect once, however often it is made. */
export interface Idempotency {
  /** 32-byte keyed hash over the caller and its key. */
  readonly lookup: Uint8Array
  /** 32-byte keyed hash over what was asked for. */
  readonly bodyHash: Uint8Array
  /** How long the key is remembered. */
  readonly ttlMs: number
}

/** An integration that is on. */
export interface EnabledIntegration {
  readonly id: string
  /** Settings of its row, which replace those of the configuration. JSON text, `{}` if there are none. */
  readonly settings: string
}

/** Input of {@link Store.open}. */
export interface OpenRequest {
  readonly challenge: ChallengeKey
  readonly maskedRecipient: string
  /** Ways the message may go: one channel. What is switched off is left out of the answer. */
  readonly route: SendingRoute
  /** Whether a provider will be called. Then the first one that is on is written down before it is. */
  readonly isHandedOver: boolean
  readonly code: SealedCode
  readonly ttlMs: number
  readonly maxAttempts: number
  readonly resendMs: number
  /** After this long without `settle` the outcome counts as unknown: the new code is the valid one. */
  readonly settleWithinMs: number
  /** Limits of this purpose and recipient. */
  readonly recipientClaims: readonly LimitClaim[]
  readonly limits: readonly KeyedClaims[]
  readonly idempotency?: Idempotency | undefined
  /** Written if the code was made: outcome `opened` or `suppressed`. */
  readonly audit: AuditDraft
}

/** Answer of {@link Store.open}. */
export type OpenResult =
  | {
      readonly kind: 'opened'
      readonly openedAtMs: number
      /** Names the delivery that was written down. None if suppressed, or if there is none. */
      readonly deliveryRef: string | undefined
      /** Nothing may be sent to this recipient on this channel. */
      readonly isSuppressed: boolean
      /** An earlier code stays the valid one until this one is settled. Else the new one is valid now. */
      readonly isBeside: boolean
      /** Those of the route that are on, in its order. */
      readonly integrations: readonly EnabledIntegration[]
      readonly standings: readonly LimitStanding[]
    }
  /** Sending is switched off for all of the route: nothing was taken and nothing written. */
  | { readonly kind: 'disabled' }
  /**
   * The same request was made before. `answer` is what it was settled with; while there is none and
   * `isRunning`, the first one is still at work.
   */
  | { readonly kind: 'repeated'; readonly isRunning: boolean; readonly answer: string | undefined }
  /** The key was used before, for something else. */
  | { readonly kind: 'reused_key' }
  | { readonly kind: 'locked'; readonly waitMs: number }
  | { readonly kind: 'cooling_down'; readonly waitMs: number }
  | LimitedResult

/** What {@link Store.open} answers to a request whose key was used before. */
export type Repetition = Extract<OpenResult, { readonly kind: 'repeated' | 'reused_key' }>

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
  /**
   * What `open` said of that code. One that was alone is the valid one already, which spares a store
   * looking whether it has to become it. If left out, the store looks.
   */
  readonly isBeside?: boolean | undefined
  readonly outcome: 'accepted' | 'unknown' | 'refused'
  /** What became of each delivery of this send. */
  readonly deliveries: readonly SettledDelivery[]
  readonly recipientClaims: readonly LimitClaim[]
  readonly limits: readonly KeyedClaims[]
  /** The key of the request, and the answer that a repetition gets. Forgotten if refused. */
  readonly idempotency?: { readonly lookup: Uint8Array; readonly answer: string } | undefined
  /** Written with `outcome`. */
  readonly audit: AuditDraft
  /** Whether it was told before and nobody heard what became of that. A store may have to look. */
  readonly isToldAgain?: boolean | undefined
}

/** How many wrong codes one recipient may be given, over all its codes and purposes. */
export interface FailureBudget {
  readonly claims: readonly LimitClaim[]
  /** After this many without a success in between, nothing verifies until somebody unlocks. */
  readonly inARow: number
  /** How long failures in a row are remembered after the last one. */
  readonly rememberMs: number
}

/** Input of {@link Store.attempt}. */
export interface AttemptRequest {
  /** Random; tells this attempt from every other, so that a store can find out whether it counted. */
  readonly id: Uint8Array
  readonly budget: FailureBudget
  readonly challenge: ChallengeKey
  readonly candidates: readonly CodeCandidate[]
  /** Compares with the link of the code instead of the code itself. */
  readonly isLink?: boolean | undefined
  /** What a success opens. */
  readonly grant?: Grant | undefined
  readonly recipientClaims: readonly LimitClaim[]
  readonly limits: readonly KeyedClaims[]
  /** Ways a code of this purpose may have come. If all of them are off, nothing is compared. */
  readonly route: SendingRoute
  /** Written with the kind of the answer, except of `disabled` and `limited`; `wrong_and_locked` for a last try. */
  readonly audit: AuditDraft
}

/** What a right code opens, written down in the same commit as the success. */
export type Grant = ({ readonly kind: 'proof' } & NewProof) | SessionGrant

/** What {@link Grant} came to. `ref` names the proof, and stands in its token. */
export type Granted = { readonly kind: 'proof'; readonly ref: string } | GrantedSession

/** Answer of {@link Store.attempt}. Only `verified` and `wrong` used up an attempt. */
export type AttemptResult =
  | {
      readonly kind: 'verified'
      readonly standings: readonly LimitStanding[]
      /** None if nothing was to be granted. */
      readonly granted?: Granted | undefined
    }
  | {
      readonly kind: Exclude<AttemptKind, 'verified'>
      readonly standings: readonly LimitStanding[]
    }
  /** All ways of the route are switched off: nothing was counted or compared. */
  | { readonly kind: 'disabled' }
  | LimitedResult

/** What became of an attempt that no limit refused. `over_budget`: nothing was compared. */
export type AttemptKind =
  | 'verified'
  | 'wrong'
  | 'expired'
  | 'used'
  | 'locked'
  | 'unknown'
  | 'over_budget'

/** Answer of {@link Store.sweep}. */
export interface SweepResult {
  /** Whether every kind was at its end: there is nothing more to do for a while. */
  readonly isAtEnd: boolean
  readonly removed: number
  /** Deliveries whose outcome nobody told in time, and which are `unknown` now. */
  readonly resolved: number
}

/** A server-side caller's key as it is kept. */
export interface ApiKey {
  readonly name: string
  readonly createdAtMs: number
  readonly revokedAtMs: number | null
}

/** Verbs for server-side callers' keys. */
export interface ApiKeyStore {
  /** False if the name is taken. */
  create(key: {
    readonly name: string
    readonly hash: Uint8Array
    readonly audit: AuditDraft
  }): Promise<boolean>
  /** Name of the first unrevoked key among these hashes. */
  find(hashes: readonly Uint8Array[]): Promise<string | undefined>
  list(): Promise<readonly ApiKey[]>
  /** False if there is no unrevoked key of that name. */
  revoke(request: { readonly name: string; readonly audit: AuditDraft }): Promise<boolean>
}
