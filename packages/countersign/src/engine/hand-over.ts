import { asBuffer } from '../ports/bytes.ts'
import type { ChannelName, OutgoingMessage } from '../ports/provider.ts'
import type { Secret } from '../ports/secret.ts'
import type { OpenRequest, OpenResult, SettleRequest } from '../ports/store.ts'
import type { CallRecords } from './delivery/call-records.ts'
import type { Delivered } from './delivery/deliver.ts'
import { keptHere, type Standing, withoutRefusal } from './delivery/hand-over-later.ts'
import type { silenceOf } from './delivery/plan-delivery.ts'
import type { EngineParts } from './engine.ts'
import { sentAnswer } from './idempotency.ts'
import { renderNoAccount } from './message/no-account.ts'
import { renderMessage } from './message/render.ts'
import { createRenewNames } from './names-of-now.ts'
import { countryOf } from './phone-facts.ts'
import type { Policy } from './policy.ts'
import type { SendOutcome, SendRequest, SentAnswer } from './send.ts'
import { settleSurely } from './settle-surely.ts'

/** A code that is written down, and its message. */
export interface OpenedSend {
  readonly request: SendRequest
  readonly policy: Policy
  readonly opening: OpenRequest
  readonly opened: Extract<OpenResult, { readonly kind: 'opened' }>
  /** Why the message stays here, if it does. */
  readonly silence: ReturnType<typeof silenceOf>
  readonly records: CallRecords
  readonly message: {
    readonly code: Secret
    readonly link: Secret | undefined
    readonly channel: ChannelName
  }
}

/** Hands the message over to a provider, if it goes to anybody, and tells the store what became of it. */
export const handOver = async (
  parts: EngineParts,
  sending: OpenedSend,
  standing: Standing,
): Promise<SendOutcome> => {
  const { request, policy, opening, opened, silence } = sending
  const sent = sentAnswer(policy, opened.standings)
  const given = await deliver(parts, sending, standing)
  const delivered = policy.unknownRecipients === 'send' ? given : withoutRefusal(given)
  const settling = settleRequest(parts, opening, { opened, delivered, sent })
  const settle = () => settleSurely(parts, settling, createRenewNames(parts, request))
  if (isAwaited(sending, delivered)) await settle()
  else parts.afterwards.begin('settle', () => nextTurn().then(settle))
  const { outcome, integration } = delivered
  if (outcome === 'refused') return { kind: 'delivery_failed' }
  const country = countryOf(request.recipient)
  parts.carriers.remember(opening.challenge, { country, integration })
  return { ...sent, integration, fate: silence ?? (outcome === 'accepted' ? 'sent' : outcome) }
}

/**
 * Whether the answer has to wait until the outcome is written down: where that changes which code is valid or
 * what was taken, and where the answer itself is kept for a repetition. Otherwise it changes nothing that
 * anybody could see who got the answer, and a crash in between leaves an outcome that counts as unknown.
 */
const isAwaited = ({ opened, opening }: OpenedSend, { outcome }: Delivered): boolean =>
  opened.isBeside || outcome === 'refused' || opening.idempotency !== undefined

const deliver = (
  parts: EngineParts,
  sending: OpenedSend,
  standing: Standing,
): Promise<Delivered> | Delivered => {
  const { silence, opened, policy, records } = sending
  if (silence !== undefined) return notHandedOver
  const isTold = standing === 'unknown' && policy.unknownRecipients === 'tell'
  if (standing === 'known' || isTold)
    return parts.deliver(messageOf(parts, sending, isTold), records)
  return keptHere(opened.deliveryRef, standing === 'unknown' ? 'no_account' : 'not_told')
}

/** A promise of our own: the one of `node:timers/promises` minds signals, which this has none of. */
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** The message stays here, and the answer is the one for a message that was accepted. */
const notHandedOver: Delivered = { outcome: 'accepted', integration: undefined, deliveries: [] }

const messageOf = (
  { sender }: EngineParts,
  { request, policy, opening, message }: OpenedSend,
  isNoAccount: boolean,
): OutgoingMessage => {
  const about = {
    ...request,
    channel: message.channel,
    to: request.recipient.address,
    ttlSeconds: policy.ttlSeconds,
    deliveryId: asBuffer(opening.code.salt).toString('hex'),
  }
  return isNoAccount
    ? renderNoAccount(sender, about)
    : renderMessage(sender, { ...about, code: message.code, link: message.link })
}

const settleRequest = (
  { eventsOf }: EngineParts,
  { challenge, code, recipientClaims, limits, idempotency, route }: OpenRequest,
  settled: {
    readonly opened: Extract<OpenResult, { readonly kind: 'opened' }>
    readonly delivered: Delivered
    readonly sent: SentAnswer
  },
): SettleRequest => ({
  challenge,
  salt: code.salt,
  openedAtMs: settled.opened.openedAtMs,
  isBeside: settled.opened.isBeside,
  outcome: settled.delivered.outcome,
  deliveries: settled.delivered.deliveries,
  audit: eventsOf.settled({ route, salt: code.salt }, settled.delivered),
  recipientClaims,
  limits,
  ...(idempotency && {
    idempotency: { lookup: idempotency.lookup, answer: JSON.stringify(settled.sent) },
  }),
})
