import type { OpenRequest, OpenResult } from '../../../ports/store.ts'
import { refOf, tagOf } from '../../delivery-ref.ts'
import { challengeEndMs, keepDeliveryMs } from '../../purge.ts'
import { packClaims } from '../claims.ts'
import { bytes, draftOf, text } from '../encode.ts'
import { packRoute } from '../routes.ts'
import { rowId } from '../row-id.ts'
import { refusalIn, type Triples } from '../windows.ts'
import { explained, type LimitedAnswer, limitedResult, standingsOf } from './taken.ts'
import type { BatchState, Verb } from './verb.ts'

type OpenAnswer =
  | OpenedAnswer
  | { readonly kind: 'repeated'; readonly isRunning: boolean; readonly answer: string | null }
  | { readonly kind: 'reused_key' | 'disabled' }
  | { readonly kind: 'refused'; readonly kept: KeptChallenge }
  | LimitedAnswer

interface OpenedAnswer {
  readonly kind: 'opened'
  readonly isBeside: boolean
  readonly own: Triples
  readonly delivery: number | null
}

interface KeptChallenge {
  readonly has_code: boolean
  readonly is_used: boolean
  readonly attempts: number
  readonly max_attempts: number
  readonly expires_at_ms: number
  readonly sent_at_ms: number | null
  readonly windows: Triples
}

/** {@link Store.open} as a verb of a batch. */
export const openVerb = (request: OpenRequest): Verb<OpenResult> => ({
  request: {
    verb: 'open',
    ...challengeOf(request),
    ...idempotencyOf(request),
    ...deliveryOf(request),
    claims: packClaims(request.recipientClaims).claims,
  },
  route: packRoute(request.route),
  groupKind: request.idempotency === undefined ? 'opens' : undefined,
  event: draftOf(request.audit),
  recipient: rowId(request.challenge.recipientHash),
  challenge: rowId(request.challenge.lookup),
  limits: request.limits,
  read: (answer, state) => toResult(request, answer as OpenAnswer, state),
})

const challengeOf = (request: OpenRequest) => ({
  id: rowId(request.challenge.lookup).toString(),
  lookup: bytes(request.challenge.lookup),
  purpose: text(request.challenge.purpose),
  recipient_hash: bytes(request.challenge.recipientHash),
  recipient_key_id: text(request.challenge.recipientKeyId),
  recipient_masked: text(request.maskedRecipient),
  code_hash: bytes(request.code.hash),
  code_salt: bytes(request.code.salt),
  code_key_id: text(request.code.keyId),
  link_hash: request.code.linkHash && bytes(request.code.linkHash),
  max_attempts: request.maxAttempts,
  ttl_ms: request.ttlMs,
  resend_ms: request.resendMs,
  settle_within_ms: request.settleWithinMs,
  keep_ms: challengeEndMs(request, 0),
})

const idempotencyOf = ({ idempotency }: OpenRequest) =>
  idempotency && {
    idempotency_id: rowId(idempotency.lookup).toString(),
    idempotency_lookup: bytes(idempotency.lookup),
    body_hash: bytes(idempotency.bodyHash),
    remember_ms: idempotency.ttlMs,
  }

const deliveryOf = ({ route: { channels, country }, isHandedOver }: OpenRequest) => ({
  is_handed_over: isHandedOver,
  channel: channels[0]?.channel,
  ...(country !== undefined && { country: text(country) }),
  keep_delivery_ms: keepDeliveryMs,
})

const openedDelivery = ({ isHandedOver, code }: OpenRequest, id: number | null) => ({
  deliveryRef: id === null ? undefined : refOf({ id, tag: tagOf(code.salt) }),
  isSuppressed: isHandedOver && id === null,
})

const toResult = (request: OpenRequest, answer: OpenAnswer, state: BatchState): OpenResult => {
  switch (answer.kind) {
    case 'opened':
      return {
        kind: 'opened',
        openedAtMs: state.nowMs,
        ...openedDelivery(request, answer.delivery),
        isBeside: answer.isBeside,
        integrations: state.integrations,
        standings: standingsOf(request, answer, state),
      }
    case 'repeated':
      return {
        kind: 'repeated',
        isRunning: answer.isRunning,
        answer: answer.answer ?? undefined,
      }
    case 'reused_key':
    case 'disabled':
      return { kind: answer.kind }
    case 'limited':
      return limitedResult(request, answer, state)
    case 'refused':
      return explain(request, answer.kept, state)
  }
}

const explain = (request: OpenRequest, kept: KeptChallenge, { nowMs }: BatchState): OpenResult => {
  const isOutstanding = kept.has_code && !kept.is_used && kept.expires_at_ms > nowMs
  if (isOutstanding && kept.attempts >= kept.max_attempts)
    return { kind: 'locked', waitMs: kept.expires_at_ms - nowMs }
  const cooledAtMs = (kept.sent_at_ms ?? 0) + request.resendMs
  if (cooledAtMs > nowMs) return { kind: 'cooling_down', waitMs: cooledAtMs - nowMs }
  return explained(refusalIn(kept.windows, request.recipientClaims, nowMs))
}
