import type { SettledDelivery } from '../../../ports/delivery.ts'
import type { SettleRequest } from '../../../ports/store.ts'
import { rankOf } from '../../delivery-rank.ts'
import { readRef } from '../../delivery-ref.ts'
import { windowsEndMs } from '../../purge.ts'
import { packClaims, packLimit } from '../claims.ts'
import { bytes, draftOf, text } from '../encode.ts'
import { rowId } from '../row-id.ts'
import type { Verb } from './verb.ts'

/** {@link Store.settle} as a verb of a batch. Only a refused hand-over touches limits. */
export const settleVerb = (request: SettleRequest): Verb<void> => {
  const { challenge, salt, openedAtMs, outcome, recipientClaims, idempotency } = request
  const givesBack = outcome === 'refused' ? request.limits : []
  const isAlone = isUsual(request) && request.isBeside === false
  return {
    request: {
      verb: 'settle',
      id: rowId(challenge.lookup).toString(),
      lookup: bytes(challenge.lookup),
      code_salt: bytes(salt),
      opened_at_ms: openedAtMs,
      outcome,
      ...(isAlone && { is_alone: true }),
      claims: packClaims(recipientClaims).claims,
      give_back: givesBack.map(packLimit),
      ...((outcome === 'refused' || request.isToldAgain) && onceOf(request)),
      deliveries: request.deliveries.flatMap(packDelivery),
      ...(idempotency && {
        idempotency_id: rowId(idempotency.lookup).toString(),
        idempotency_lookup: bytes(idempotency.lookup),
        answer: text(idempotency.answer),
      }),
    },
    groupKind: isUsual(request) ? 'settles' : undefined,
    event: draftOf(request.audit),
    recipient: rowId(challenge.recipientHash),
    challenge: rowId(challenge.lookup),
    leavesChallenge: isAlone,
    limits: [],
    givesBack,
    read: () => undefined,
  }
}

/** What tells it from every other, and for how long it could give something back if it were told again. */
const onceOf = ({ audit, recipientClaims, limits, isToldAgain }: SettleRequest) => ({
  event_id: bytes(audit.eventId),
  is_told_again: isToldAgain === true,
  remember_ms: windowsEndMs([...recipientClaims, ...limits.flatMap(({ claims }) => claims)], 0),
})

/** Whether it is told for the first time, gives nothing back, keeps no answer and suppresses nobody. */
const isUsual = ({ outcome, isToldAgain, idempotency, deliveries }: SettleRequest): boolean =>
  outcome !== 'refused' &&
  isToldAgain !== true &&
  idempotency === undefined &&
  deliveries.every(({ suppresses }) => suppresses === undefined)

const packDelivery = ({ ref, state, messageId, reason, suppresses }: SettledDelivery) => {
  const key = readRef(ref)
  if (key === undefined) return []
  return {
    ...{ id: key.id, tag: bytes(key.tag), state: rankOf(state), suppresses },
    message_id: messageId && text(messageId),
    reason: reason && text(reason),
  }
}
