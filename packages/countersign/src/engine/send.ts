import type { ChannelName } from '../ports/provider.ts'
import type { Secret } from '../ports/secret.ts'
import type { LimitStanding, OpenRequest, OpenResult, SettleRequest } from '../ports/store.ts'
import { channelFor } from './channel-for.ts'
import type { Requester } from './claims.ts'
import { generateCode } from './code.ts'
import { sealCode } from './digest.ts'
import type { EngineParts } from './engine.ts'
import { idempotencyOf, repeatedAnswer, sentAnswer } from './idempotency.ts'
import { type Limited, limitedBy, limitedFor } from './limited.ts'
import { renderMessage } from './message/render.ts'
import type { Policy } from './policy.ts'
import { policyOf } from './policy-of.ts'
import { maskRecipient, type Recipient } from './recipient.ts'
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
  readonly requester: Requester & {
    /** Whether it is signed in, or a server with an API key. */
    readonly isCaller: boolean
    /** Whose idempotency keys these are: one caller's key means nothing for another. */
    readonly scope: string
  }
  /** Repetitions with the same key are answered like the first one, and send nothing. */
  readonly idempotencyKey?: string | undefined
}

/** The message is on its way, or may be. */
export interface Sent {
  readonly kind: 'sent'
  readonly expiresInSeconds: number
  readonly resendInSeconds: number
  readonly standings: readonly LimitStanding[]
}

/** Answer of {@link Engine.send}. */
export type SendOutcome =
  | Sent
  | { readonly kind: 'sign_in_required' }
  | { readonly kind: 'delivery_failed' }
  /** The idempotency key was used for another request. */
  | { readonly kind: 'reused_key' }
  | Limited

/** Longer than any hand-over takes; shorter than anybody wants to wait for a code that came. */
export const settleWithinMs = 15_000

/** How long to wait before asking again whether the first of two equal requests is done. */
const repeatPauseMs = 50

/** Asks the store, hands the message over, and tells the store what became of it. */
export const createSend =
  (parts: EngineParts) =>
  async (request: SendRequest): Promise<SendOutcome> => {
    const policy = policyOf(parts.policies, request.purpose)
    const channel = channelFor(policy.channels, request)
    if (policy.requires === 'caller' && !request.requester.isCaller)
      return { kind: 'sign_in_required' }

    const fixed = parts.fixedCodeFor(request.recipient, policy)
    const code = fixed ?? generateCode(policy.digits, parts.random)
    const opening = openRequest(parts, { request, policy, code })
    const opened = await openOnce(parts, opening)
    if (opened.kind !== 'opened') return toOutcome(opened, policy)

    reportShadows(parts.log, request.purpose, opened.standings)
    const message = { ...request, channel, to: request.recipient.address, code }
    const rendered = renderMessage(parts.sender, {
      ...{ ...message, ttlSeconds: policy.ttlSeconds },
      deliveryId: Buffer.from(opening.code.salt).toString('hex'),
    })
    const sent = sentAnswer(policy, opened.standings)
    const isSent = fixed === undefined && mayBeSent(parts, request)
    const outcome = isSent ? await parts.deliver(rendered) : 'accepted'
    await settleSurely(parts, settleRequest(opening, { opened, outcome, sent }))
    return outcome === 'refused' ? { kind: 'delivery_failed' } : sent
  }

/**
 * Whether the message leaves at all. If not, everything else is the same, so that nobody can find out
 * by asking which numbers are served.
 */
const mayBeSent = ({ reachOf, log }: EngineParts, { recipient, purpose }: SendRequest): boolean => {
  const reason = reachOf(recipient)
  if (reason !== undefined)
    log.warn({ purpose, to: maskRecipient(recipient), reason }, 'a number is out of reach')
  return reason === undefined
}

const openRequest = (
  { keyRing, random, challengeKeyOf, claimsFor }: EngineParts,
  {
    request,
    policy,
    code,
  }: { readonly request: SendRequest; readonly policy: Policy; readonly code: Secret },
): OpenRequest => {
  const { purpose, recipient, requester } = request
  const challenge = challengeKeyOf(purpose, recipient)
  return {
    challenge,
    maskedRecipient: maskRecipient(recipient),
    code: sealCode(keyRing, challenge, { code, random }),
    ttlMs: policy.ttlSeconds * 1000,
    maxAttempts: policy.maxAttempts,
    resendMs: policy.resendSeconds * 1000,
    settleWithinMs,
    idempotency: idempotencyOf(keyRing, request),
    ...claimsFor({ purpose, on: 'send', recipient, requester }),
  }
}

/** Opens; while an equal request is still at work, waits for what it comes to. */
const openOnce = async (
  { store, pause }: EngineParts,
  opening: OpenRequest,
): Promise<OpenResult> => {
  for (;;) {
    const opened = await store.open(opening)
    if (opened.kind !== 'repeated' || !opened.isRunning) return opened
    await pause(repeatPauseMs)
  }
}

const toOutcome = (
  refused: Exclude<OpenResult, { readonly kind: 'opened' }>,
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
  { challenge, code, recipientClaims, limits, idempotency }: OpenRequest,
  settled: {
    readonly opened: Extract<OpenResult, { readonly kind: 'opened' }>
    readonly outcome: SettleRequest['outcome']
    readonly sent: Sent
  },
): SettleRequest => ({
  challenge,
  salt: code.salt,
  openedAtMs: settled.opened.openedAtMs,
  outcome: settled.outcome,
  recipientClaims,
  limits,
  ...(idempotency && {
    idempotency: { lookup: idempotency.lookup, answer: JSON.stringify(settled.sent) },
  }),
})
