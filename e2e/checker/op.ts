import type { Call } from '../history/history.ts'

/** Clocks are read in whole milliseconds, by several processes. */
export const toleranceMs = 25

/** A call as the search sees it: an interval in which its steps must happen, and what they must give. */
export interface Op {
  readonly call: Call
  readonly kind: 'send' | 'verify'
  readonly startMs: number
  /** By then a call that was answered has happened; infinite for one that may never have. */
  readonly endMs: number
  /** No step of it happens later. */
  readonly latestMs: number
  /** It may have had its effect, or a part of it, or none. */
  readonly isOptional: boolean
  /** An acknowledged send was settled, unless the database was down at that time. */
  readonly mustSettle: boolean
  /** What was answered; `any` if nobody knows. */
  readonly answer: 'sent' | 'limited' | 'verified' | 'refused' | 'any'
  /** Sent: the code, if any answer showed it. Submitted: the code typed. */
  readonly code: string | undefined
  readonly idempotencyKey: string | undefined
  /** So many other calls were made that a limit may have refused this one. */
  readonly mayBeLimited: boolean
  /** So many wrong codes were typed that the failure budget may have refused this one. */
  readonly mayBeOverBudget: boolean
}

/** The same call with its answer forgotten: whatever it did, it did in its time. */
export const forgetAnswer = (op: Op): Op => ({
  ...op,
  answer: 'any',
  isOptional: true,
  mustSettle: false,
  latestMs: Math.min(op.latestMs, op.endMs),
  endMs: Number.POSITIVE_INFINITY,
})
