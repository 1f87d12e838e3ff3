import type { DefiniteFailure, DeliveryOutcome, OutcomeReason } from '../ports/provider.ts'
import type { ProviderAnswer } from './http-call.ts'

const byStatus: Readonly<Record<number, DefiniteFailure>> = {
  401: 'config',
  402: 'funds',
  403: 'config',
  404: 'config',
  405: 'config',
  408: 'transient',
  429: 'throttled',
}

/** What is to be said about a failure beside its class. */
interface Details {
  readonly answer: ProviderAnswer
  /** Its status, if left out. */
  readonly reason?: OutcomeReason | undefined
}

/** A failure of which no more than its status is understood. */
export const failureByStatus = (otherwise: DefiniteFailure, details: Details): DeliveryOutcome => {
  const { status } = details.answer
  return failure(status >= 500 ? 'transient' : (byStatus[status] ?? otherwise), details)
}

/** A definite failure, with the wait that the provider asks for if it is about that. */
export const failure = (
  kind: DefiniteFailure,
  { answer, reason = `http ${answer.status}` }: Details,
): DeliveryOutcome => ({
  kind,
  reason,
  ...(kind === 'throttled' &&
    answer.retryAfterMs !== undefined && { retryAfterMs: answer.retryAfterMs }),
})
