/** A limit of a purpose, as the world was configured. */
export interface LimitRule {
  readonly per: 'recipient' | 'ip' | 'purpose'
  readonly on: 'send' | 'verify'
  readonly max: number
  readonly windowMs: number
}

/** What a purpose promises, as the world was configured. */
export interface PurposeRules {
  readonly maxAttempts: number
  readonly resendMs: number
  readonly ttlMs: number
  readonly limits: readonly LimitRule[]
}

/** What the caller saw. `unknown`: the connection broke, or nothing came in time. */
export type Outcome =
  /** `code` is there if the answer showed a code that no earlier answer had shown. */
  | { readonly kind: 'sent'; readonly body: string; readonly code?: string | undefined }
  | { readonly kind: 'verified' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'limited' }
  | { readonly kind: 'unavailable' }
  /** 502: no provider was called, or none took the message, and nothing was used up. */
  | { readonly kind: 'not_sent' }
  | { readonly kind: 'unknown' }
  /** An answer that no call may ever get. */
  | { readonly kind: 'unexpected'; readonly status: number; readonly body: string }

/** One call as its caller saw it. Times are monotonic milliseconds of the recording process. */
export interface Call {
  readonly id: number
  readonly kind: 'send' | 'verify'
  readonly purpose: string
  readonly phone: string
  readonly ip: string
  /** The process that was asked: a restarted server has another name. */
  readonly server: string
  readonly startMs: number
  readonly endMs: number
  readonly outcome: Outcome
  /** The code that was submitted. */
  readonly code?: string | undefined
  readonly idempotencyKey?: string | undefined
}

/** A time in which something was taken down. */
export interface Fault {
  readonly kind: 'server' | 'database'
  /** Name of the process. */
  readonly name: string
  readonly fromMs: number
  /** When it worked again. */
  readonly toMs: number
}

/** A message as the outbox of a process showed it when everything was over. */
export interface Message {
  readonly server: string
  readonly purpose: string
  readonly phone: string
  readonly code: string
}

/** Everything that happened, and the rules it happened under. */
export interface History {
  readonly purposes: Readonly<Record<string, PurposeRules>>
  readonly calls: readonly Call[]
  /** Calls of earlier rounds that may still count in a limit that everybody shares. */
  readonly earlier: readonly Call[]
  readonly faults: readonly Fault[]
  readonly messages: readonly Message[]
  /**
   * How long after the death of its process a call may still take effect: a database server finishes
   * the statement that it was given.
   */
  readonly afterDeathMs: number
  /**
   * Whether a call that was answered 503 while the database was down may have had its effect (a commit
   * nobody could ask about).
   */
  readonly unavailableMayCount: boolean
  /** Wrong codes per recipient and hour, as configured. */
  readonly failuresPerHour: number
}

/** Names one challenge. */
export const challengeOf = ({ purpose, phone }: Pick<Call, 'purpose' | 'phone'>): string =>
  `${purpose} ${phone}`
