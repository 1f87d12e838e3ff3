import type { ChannelName } from '../ports/provider.ts'

/** Whose events a limit counts together. */
export type LimitScope = 'recipient' | 'ip' | 'subject' | 'purpose' | 'global'

/** At most `max` in any `seconds`. */
export interface LimitPolicy {
  readonly per: LimitScope
  readonly on: 'send' | 'verify'
  readonly max: number
  readonly seconds: number
  /** Counted and reported, but refuses nobody: to try a limit out. */
  readonly shadow?: boolean | undefined
}

/** The rules of one purpose, as data. */
export interface Policy {
  /** Ways a code of this purpose may go, the preferred one first. */
  readonly channels: readonly ChannelName[]
  /** Length of the code: 6 to 10. */
  readonly digits: number
  /** How long a code is good: at most 600. */
  readonly ttlSeconds: number
  /** Comparisons per code, right or wrong. */
  readonly maxAttempts: number
  /** Least time between two sends to one recipient. */
  readonly resendSeconds: number
  readonly limits: readonly LimitPolicy[]
  /** `caller`: only for who is signed in, and for servers with an API key. */
  readonly requires: 'nothing' | 'caller'
  /** Whether email addresses that are made to be thrown away are refused. */
  readonly disposable: 'refuse' | 'allow'
  /** Whether somebody who asks for a code must have done a captcha. Servers with an API key need not. */
  readonly captcha: boolean
  /**
   * What happens while codes are switched off. `skip`: they are not asked for, which is for purposes that
   * another factor stands behind. `refuse`: nobody gets on.
   */
  readonly whenDisabled: 'skip' | 'refuse'
  /**
   * What a verified code opens. `session`: it alone lets somebody in, so it is never skipped. `contact`:
   * somebody who is signed in has this phone or address from then on; others get a proof.
   */
  readonly grants: 'proof' | 'session' | 'contact'
  /**
   * What is sent to somebody whom the host does not know. `send`: a code, and the host is not asked.
   * `suppress`: nothing. `tell`: an email that there is no account. In both the answer comes first, so
   * that nobody can tell who is known.
   */
  readonly unknownRecipients: 'send' | 'suppress' | 'tell'
  /** How long a proof is good: at most 600. */
  readonly proofTtlSeconds: number
}

/** Policies by name of their purpose. */
export type Policies = Readonly<Record<string, Policy>>

/** How many wrong codes one recipient may be given, over all codes, resends and purposes. */
export interface FailureBudgetPolicy {
  /** Wrong codes in any hour. */
  readonly perHour: number
  /** Wrong codes in any day. */
  readonly perDay: number
  /** Wrong codes in a row, after which nothing verifies until somebody unlocks the recipient. */
  readonly inARow: number
}

/** A hundred guesses at a code of six digits succeed with odds of one in ten thousand. */
export const defaultFailureBudget: FailureBudgetPolicy = { perHour: 10, perDay: 30, inARow: 100 }

/** A hard ceiling: no policy can make a code good for longer. */
export const ttlSecondsAtMost = 600
