import type { SettleRequest } from '../../../ports/store.ts'
import { packClaims, packLimits } from '../claims.ts'
import { bytes, text } from '../encode.ts'
import { rowId } from '../row-id.ts'
import { lockSetOf } from './lock-set.ts'
import type { Verb } from './verb.ts'

/** {@link Store.settle} as a verb of a batch. Only a refused hand-over touches limits. */
export const settleVerb = (request: SettleRequest): Verb<void> => {
  const { challenge, salt, openedAtMs, outcome, recipientClaims, idempotency } = request
  const limits = outcome === 'refused' ? request.limits : []
  return {
    json: JSON.stringify({
      verb: 'settle',
      id: rowId(challenge.lookup).toString(),
      lookup: bytes(challenge.lookup),
      code_salt: bytes(salt),
      opened_at_ms: openedAtMs,
      outcome,
      claims: packClaims(recipientClaims).claims,
      limits: packLimits(limits),
      ...(idempotency && {
        idempotency_id: rowId(idempotency.lookup).toString(),
        idempotency_lookup: bytes(idempotency.lookup),
        answer: text(idempotency.answer),
      }),
    }),
    challenge: rowId(challenge.lookup),
    ...lockSetOf(limits),
    read: () => undefined,
  }
}
