import { asBuffer } from '../ports/bytes.ts'
import type { ChannelName } from '../ports/provider.ts'
import type { Secret } from '../ports/secret.ts'
import type { LimitStanding, OpenRequest, OpenResult, SettleRequest } from '../ports/store.ts'
import type { SendingRoute } from '../ports/switch.ts'
import type { SendResult } from '../ports/telemetry.ts'
import { channelFor } from './channel-for.ts'
import type { Requester } from './claims.ts'
import { generateCode } from './code.ts'
import { createCallRecords } from './delivery/call-records.ts'
import type { Delivered } from './delivery/deliver.ts'
import { plannedSilence, silenceOf } from './delivery/plan-delivery.ts'
import { challengeKey, sealCode } from './digest.ts'
import { type Disabled, whenDisabled } from './disabled.ts'
import type { EngineParts } from './engine.ts'
import { idempotencyOf, repeatedAnswer, repeatPauseMs, sentAnswer } from './idempotency.ts'
import { type Limited, limitedBy, limitedFor } from './limited.ts'
import { renderMessage } from './message/render.ts'
import { createRenewNames, namesOfNow } from './names-of-now.ts'
import { countryOf } from './phone-facts.ts'
import type { Policy } from './policy.ts'
import { policyOf } from './policy-of.ts'
import { maskRecipient, type Recipient } from './recipient.ts'

import { routeBy } from './route.ts'

import { settleSurely } from './settle-surely.ts'
import { reportShadows } from './shadow.ts'

/** Input of {@link Engine.send}. */
export interface SendRequest {
  readonly purpose: string
  readonly recipient: Recipient
  /** One of the purpose's channels. The first that fits the recipient if left out. */
  readonly channel?: ChannelName | undefined
  /** BCP 47 tag of the language to write in. */
  readonly locale?: string | undefined
  /** Proof that somebody did a captcha, for purposes that ask for one. */
  readonly captchaToken?: Secret | undefined
  readonly requester: Requester & {
    /** Whether it is signed in, or a server with an API key. No captcha is asked of it. */
    readonly isCaller: boolean
    /** Whose idempotency keys these are: one caller's key means nothing for another. */
    readonly scope: string
  }
  /** Repetitions with the same key are answered like the first one, and send nothing. */
  readonly idempotencyKey?: string | undefined
}

/** What a repetition of a send is told again. */
export interface SentAnswer {
  readonly kind: 'sent'
  readonly expiresInSeconds: number
  readonly resendInSeconds: number
  readonly standings: readonly LimitStanding[]
}

/** What became of a message that the person is told was sent. */
export type MessageFate = Extract<
  SendResult,
  'sent' | 'unknown' | 'out_of_reach' | 'test_recipient' | 'suppressed' | 'repeated'
>

/** The message is on its way, or may be, or must look as if it were. */
export interface Sent extends SentAnswer {
  /** For the inside only: nobody may find out by asking which numbers are served. */
  readonly fate: MessageFate
  /** The integration that took it, for the inside only. */
  readonly integration?: string | undefined
}

/** Answer of {@link Engine.send}. */
export type SendOutcome =
  | Sent
  | { readonly kind: 'sign_in_required' }
  /** There was no captcha, or it was not passed. */
  | { readonly kind: 'captcha_failed' }
  | { readonly kind: 'delivery_failed' }
  | Disabled
  /** The idempotency key was used for another request. */
  | { readonly kind: 'reused_key' }
  | Limited

/** Longer than any hand-over takes; shorter than anybody wants to wait for a code that came. */
export const settleWithinMs = 15_000

/** Asks the store, hands the message over, and tells the store what became of it. */
export const createSend =
  (parts: EngineParts) =>
  async (request: SendRequest): Promise<SendOutcome> => {
    const policy = policyOf(parts.policies, request.purpose)
    const channel = channelFor(policy.channels, request)
    parts.checkRecipient(request.recipient, policy)
    if (policy.requires === 'caller' && !request.requester.isCaller)
      return { kind: 'sign_in_required' }
    const stopped = await parts.captchaGate(request, policy)
    if (stopped !== undefined) return stopped

    const fixed = parts.fixedCodeFor(request.recipient, policy)
    const code = fixed ?? generateCode(policy.digits, parts.random)
    const planned = plannedSilence(parts, { ...request, hasFixedCode: fixed !== undefined })
    const route = routeBy(parts.channels, { ...request, channel })
    const isHandedOver = planned === undefined
    const opening = openRequest(parts, { request, policy, code, route, isHandedOver })
    const { opened, askedAtMs } = await openOnce(parts, request, opening)
    if (opened.kind === 'disabled') return whenDisabled(parts.log, { policy, route, asked: 'send' })
    if (opened.kind !== 'opened') return toOutcome(opened, policy)

    reportShadows(parts, { purpose: request.purpose, on: 'send' }, opened.standings)
    const message = { ...request, channel, to: request.recipient.address, code }
    const rendered = renderMessage(parts.sender, {
      ...{ ...message, ttlSeconds: policy.ttlSeconds },
      deliveryId: asBuffer(opening.code.salt).toString('hex'),
    })
    const sent = sentAnswer(policy, opened.standings)
    const silence = silenceOf(parts.log, { request, planned, opened })
    const delivered =
      silence === undefined
        ? await parts.deliver(rendered, createCallRecords(parts, { opened, route, askedAtMs }))
        : notHandedOver
    const settling = settleRequest(parts, opening, { opened, delivered, sent })
    await settleSurely(parts, settling, createRenewNames(parts, request))
    const { outcome, integration } = delivered
    if (outcome === 'refused') return { kind: 'delivery_failed' }
    const country = countryOf(request.recipient)
    parts.carriers.remember(opening.challenge, { country, integration })
    return { ...sent, integration, fate: silence ?? (outcome === 'accepted' ? 'sent' : outcome) }
  }

/** The message stays here, and the answer is the one for a message that was accepted. */
const notHandedOver: Delivered = { outcome: 'accepted', integration: undefined, deliveries: [] }

const openRequest = (
  { keyRing, random, claimsFor, eventsOf }: EngineParts,
  {
    request,
    policy,
    code,
    route,
    isHandedOver,
  }: {
    readonly request: SendRequest
    readonly policy: Policy
    readonly code: Secret
    readonly route: SendingRoute
    readonly isHandedOver: boolean
  },
): OpenRequest => {
  const { purpose, recipient, requester } = request
  const challenge = challengeKey(keyRing, purpose, recipient)
  const sealed = sealCode(keyRing, request, { code, random })
  return {
    challenge,
    maskedRecipient: maskRecipient(recipient),
    code: sealed,
    ttlMs: policy.ttlSeconds * 1000,
    maxAttempts: policy.maxAttempts,
    resendMs: policy.resendSeconds * 1000,
    settleWithinMs,
    route,
    isHandedOver,
    audit: eventsOf.opened({ ...{ route, challenge, recipient, requester }, salt: sealed.salt }),
    idempotency: idempotencyOf(keyRing, request),
    ...claimsFor({ purpose, on: 'send', recipient, requester }),
  }
}

/**
 * Opens; while an equal request is still at work, waits for what it comes to. That may take long enough
 * for the names to change.
 */
const openOnce = async (
  parts: EngineParts,
  request: SendRequest,
  opening: OpenRequest,
): Promise<{ readonly opened: OpenResult; readonly askedAtMs: number }> => {
  for (let asked = opening; ; asked = { ...opening, ...namesOfNow(parts, request) }) {
    await parts.beforeTouch({ on: 'send', request }, asked)
    const askedAtMs = performance.now()
    const opened = await parts.store.open(asked)
    if (opened.kind !== 'repeated' || !opened.isRunning) return { opened, askedAtMs }
    await parts.pause(repeatPauseMs)
  }
}

const toOutcome = (
  refused: Exclude<OpenResult, { readonly kind: 'opened' | 'disabled' }>,
  policy: Policy,
): SendOutcome => {
  switch (refused.kind) {
    case 'limited':
      return limitedBy(refused)
    case 'repeated':
      return repeatedAnswer(refused, policy)
    case 'reused_key':
      return { kind: 'reused_key' }
    case 'locked':
    case 'cooling_down':
      return limitedFor(refused, policy)
  }
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
  outcome: settled.delivered.outcome,
  deliveries: settled.delivered.deliveries,
  audit: eventsOf.settled({ route, salt: code.salt }, settled.delivered),
  recipientClaims,
  limits,
  ...(idempotency && {
    idempotency: { lookup: idempotency.lookup, answer: JSON.stringify(settled.sent) },
  }),
})
