import type { SettledDelivery } from '../../ports/delivery.ts'
import type { DeliveryOutcome } from '../../ports/provider.ts'

/** What is written down of a delivery once its provider has answered, or has not. */
export const settledAs = (ref: string, outcome: DeliveryOutcome): SettledDelivery => {
  switch (outcome.kind) {
    case 'accepted':
      return { ref, state: 'accepted', messageId: outcome.messageId }
    case 'unknown':
      return { ref, state: 'unknown', reason: outcome.reason }
    case 'opted_out':
      return { ref, state: 'failed', reason: reasonOf(outcome), suppresses: 'opted_out' }
    default:
      return { ref, state: 'failed', reason: reasonOf(outcome) }
  }
}

/** The class of the failure, which says what to do about it, and what the provider gave as the reason. */
const reasonOf = ({ kind, reason }: Exclude<DeliveryOutcome, { readonly kind: 'accepted' }>) =>
  reason === undefined ? kind : `${kind}: ${reason}`
