import type { DeliveryOutcome } from '../../ports/provider.ts'

/** What an outcome means for the rest of a delivery. */
export interface OutcomeRule {
  /** Whether another integration of the channel may be asked. */
  readonly next: 'done' | 'stop' | 'other_integration'
  /** Whether the same integration may be asked again, after a pause. */
  readonly isRetried: boolean
  /** Whether it speaks against the integration, and not against this one message. */
  readonly isFault: boolean
}

const refusedForGood: OutcomeRule = { next: 'stop', isRetried: false, isFault: false }

/**
 * The rules of delivery, one row for each outcome.
 *
 * `bad_recipient` and `opted_out` hold for the whole channel, so nobody else is asked. `unknown` is
 * not retried, because the message may be on its way, unless the provider takes the same message only
 * once; another integration may be asked, with the same code, so that whichever message arrives holds
 * the one code that is right.
 */
export const outcomeRules: Readonly<Record<DeliveryOutcome['kind'], OutcomeRule>> = {
  accepted: { next: 'done', isRetried: false, isFault: false },
  bad_recipient: refusedForGood,
  opted_out: refusedForGood,
  policy: { next: 'other_integration', isRetried: false, isFault: false },
  config: { next: 'other_integration', isRetried: false, isFault: true },
  funds: { next: 'other_integration', isRetried: false, isFault: true },
  throttled: { next: 'other_integration', isRetried: true, isFault: false },
  transient: { next: 'other_integration', isRetried: true, isFault: true },
  unknown: { next: 'other_integration', isRetried: false, isFault: true },
}
