import { CountersignError } from '../ports/error.ts'
import type { ChannelName } from '../ports/provider.ts'
import type { Secret } from '../ports/secret.ts'
import type { LimitStanding, OpenRequest, OpenResult } from '../ports/store.ts'
import type { SendingRoute } from '../ports/switch.ts'
import type { SendResult } from '../ports/telemetry.ts'
import { channelFor } from './channel-for.ts'
import type { Requester } from './claims.ts'
import { generateCode } from './code.ts'
import { createCallRecords } from './delivery/call-records.ts'
import { afterTheAnswer, standingOf } from './delivery/hand-over-later.ts'
import { plannedSilence, silenceOf } from './delivery/plan-delivery.ts'
import { challengeKey, sealCode } from './digest.ts'
import { type Disabled, whenDisabled } from './disabled.ts'
import type { EngineParts } from './engine.ts'
import { isForeign } from './grant/foreign.ts'
import type { CallerSession } from './grant/granting.ts'
import { isStale } from './grant/stale.ts'
import { handOver } from './hand-over.ts'
import { decideSend } from './hooks/decide.ts'
import { idempotencyOf, repeatedAnswer, repeatPauseMs, sentAnswer } from './idempotency.ts'
import { type Limited, limitedBy, limitedFor } from './limited.ts'
import type { LinkRequest } from './link/links.ts'
import { namesOfNow } from './names-of-now.ts'
import type { Policy } from './policy.ts'
import { policyOf } from './policy-of.ts'
import { maskRecipient, type Recipient } from './recipient.ts'

import { routeBy } from './route.ts'

import { reportShadows } from './shadow.ts'

/** Input of {@link Engine.send}. */
export interface SendRequest {
  readonly purpose: string
  readonly recipient: Recipient
  /** One of the purpose's channels. The first that fits the recipient if left out. */
  readonly channel?: ChannelName | undefined
  /** BCP 47 tag of the language to write in. */
  readonly locale?: string | undefined
  /** Puts a link into the email that opens what the code opens. */
  readonly link?: LinkRequest | undefined
  /** Proof that somebody did a captcha, for purposes that ask for one. */
  readonly captchaToken?: Secret | undefined
  readonly requester: Requester & {
    /** Whether it is signed in, or a server with an API key. No captcha is asked of a server. */
    readonly isCaller: boolean
    /** Whose idempotency keys these are: one caller's key means nothing for another. */
    readonly scope: string
  }
  /** Session of ours that asks. */
  readonly session?: CallerSession | undefined
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
  | 'sent'
  | 'unknown'
  | 'out_of_reach'
  | 'test_recipient'
  | 'suppressed'
  | 'silenced'
  | 'deferred'
  | 'repeated'
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
  /** The session is too old for what the code would change. */
  | { readonly kind: 'sign_in_again' }
  /** There was no captcha, or it was not passed. */
  | { readonly kind: 'captcha_failed' }
  | { readonly kind: 'delivery_failed' }
  /** The host refused it. */
  | { readonly kind: 'refused' }
  | Disabled
  /** The idempotency key was used for another request. */
  | { readonly kind: 'reused_key' }
  | Limited

/** Longer than any hand-over takes; shorter than anybody wants to wait for a code that came. */
export const settleWithinMs = 15_000

/** Asks the store, hands the message over, and tells the store what became of it. */
export const createSend =
  (parts: EngineParts) =>
  async (asked: SendRequest): Promise<SendOutcome> => {
    const policyOfPurpose = policyOf(parts.policies, asked.purpose)
    channelFor(policyOfPurpose.channels, asked)
    const link = asked.link && parts.links.create({ ...asked, link: asked.link })
    parts.checkRecipient(asked.recipient, policyOfPurpose)
    if (policyOfPurpose.requires === 'caller' && !asked.requester.isCaller)
      return { kind: 'sign_in_required' }
    refuseForeign(asked, policyOfPurpose)
    if (isStale(parts, asked, policyOfPurpose)) return { kind: 'sign_in_again' }
    const decided = await decideSend(parts, asked, policyOfPurpose)
    if (decided.kind === 'refused') return decided
    const { request, policy, isSilenced } = decided
    const stopped = await parts.captchaGate(request, policy)
    if (stopped !== undefined) return stopped

    const channel = channelFor(policy.channels, request)
    const fixed = parts.fixedCodeFor(request.recipient, policy)
    const code = fixed ?? generateCode(policy.digits, parts.random)
    const hasFixedCode = fixed !== undefined
    const planned = plannedSilence(parts, { ...request, hasFixedCode, isSilenced })
    const route = routeBy(parts.channels, { ...request, channel })
    const isHandedOver = planned === undefined
    const linkSecret = link?.secret
    const opening = openRequest(parts, { request, policy, code, linkSecret, route, isHandedOver })
    const { opened, askedAtMs } = await openOnce(parts, { request, policy }, opening)
    if (opened.kind === 'disabled') return whenDisabled(parts.log, { policy, route, asked: 'send' })
    if (opened.kind !== 'opened') return toOutcome(opened, policy)

    reportShadows(parts, { purpose: request.purpose, on: 'send' }, opened.standings)
    const silence = silenceOf(parts.log, { request, planned, opened })
    const records = createCallRecords(parts, { opened, route, askedAtMs })
    const message = { code, link: link?.url, channel }
    const sending = { request, policy, opening, opened, silence, records, message }
    if (policy.unknownRecipients === 'send') return handOver(parts, sending, 'known')
    parts.afterwards.begin('send', async () => {
      await afterTheAnswer()
      const standing = silence === undefined ? await standingOf(parts, request) : 'not_told'
      await handOver(parts, sending, standing)
    })
    return { ...sentAnswer(policy, opened.standings), fate: 'deferred' }
  }

const refuseForeign = (request: SendRequest, policy: Policy): void => {
  if (!isForeign(request, policy)) return
  const path = request.recipient.kind === 'phone' ? 'phone_e164' : 'email'
  throw new CountersignError('invalid_request', 'must be one that you have verified', {
    cause: { path },
  })
}

const openRequest = (
  { keyRing, random, claimsFor, eventsOf }: EngineParts,
  {
    request,
    policy,
    code,
    linkSecret,
    route,
    isHandedOver,
  }: {
    readonly request: SendRequest
    readonly policy: Policy
    readonly code: Secret
    readonly linkSecret: Secret | undefined
    readonly route: SendingRoute
    readonly isHandedOver: boolean
  },
): OpenRequest => {
  const { purpose, recipient, requester } = request
  const challenge = challengeKey(keyRing, purpose, recipient)
  const sealed = sealCode(keyRing, request, { code, linkSecret, random })
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
  { request, policy }: { readonly request: SendRequest; readonly policy: Policy },
  opening: OpenRequest,
): Promise<{ readonly opened: OpenResult; readonly askedAtMs: number }> => {
  for (let asked = opening; ; asked = { ...opening, ...namesOfNow(parts, request) }) {
    const touching = parts.beforeTouch({ on: 'send', request }, asked)
    if (touching !== undefined) await touching
    const askedAtMs = performance.now()
    const opened = await parts.store.open(asked)
    const isWaitedFor = policy.unknownRecipients === 'send'
    if (opened.kind !== 'repeated' || !opened.isRunning || !isWaitedFor)
      return { opened, askedAtMs }
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
