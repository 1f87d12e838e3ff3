import type { SettleRequest } from '../../../ports/store.ts'
import { packClaims, packLimit } from '../claims.ts'
import { bytes, text } from '../encode.ts'
import { rowId } from '../row-id.ts'
import type { Verb } from './verb.ts'

/** {@link Store.settle} as a verb of a batch. Only a refused hand-over touches limits. */
export const settleVerb = (request: SettleRequest): Verb<void> => {
  const { challenge, salt, openedAtMs, outcome, recipientClaims, idempotency } = request
  const givesBack = outcome === 'refused' ? request.limits : []
  return {
    request: {
      verb: 'settle',
      id: rowId(challenge.lookup).toString(),
      lookup: bytes(challenge.lookup),
      code_salt: bytes(salt),
      opened_at_ms: openedAtMs,
      outcome,
      claims: packClaims(recipientClaims).claims,
      give_back: givesBack.map(packLimit),
      ...(idempotency && {
        idempotency_id: rowId(idempotency.lookup).toString(),
        idempotency_lookup: bytes(idempotency.lookup),
        answer: text(idempotency.answer),
      }),
    },
    challenge: rowId(challenge.lookup),
    limits: [],
    givesBack,
    read: () => undefined,
  }
}
