import { CountersignError } from '../ports/error.ts'
import type { ChannelName } from '../ports/provider.ts'
import type { LimitStanding, OpenRequest, SettleRequest } from '../ports/store.ts'
import type { Requester } from './claims.ts'
import { generateCode } from './code.ts'
import { challengeKey, sealCode } from './digest.ts'
import type { EngineParts } from './engine.ts'
import { type Limited, limitedBy, limitedFor } from './limited.ts'
import { renderMessage } from './message/render.ts'
import { policyOf } from './policy-of.ts'
import { kindFor, maskRecipient, type Recipient } from './recipient.ts'

/** Input of {@link Engine.send}. */
export interface SendRequest {
  readonly purpose: string
  readonly recipient: Recipient
  /** One of the purpose's channels. The first that fits the recipient if left out. */
  readonly channel?: ChannelName | undefined
  /** BCP 47 tag of the language to write in. */
  readonly locale?: string | undefined
  readonly requester: Requester & { readonly isCaller: boolean }
}

/** Answer of {@link Engine.send}. */
export type SendOutcome =
  | {
      readonly kind: 'sent'
      readonly expiresInSeconds: number
      readonly resendInSeconds: number
      readonly standings: readonly LimitStanding[]
    }
  | { readonly kind: 'sign_in_required' }
  | { readonly kind: 'delivery_failed' }
  | Limited

/** Longer than any hand-over takes; shorter than anybody wants to wait for a code that came. */
export const settleWithinMs = 15_000

const channelFor = (allowed: readonly ChannelName[], request: SendRequest): ChannelName => {
  const fitting = allowed.filter((name) => kindFor(name) === request.recipient.kind)
  const channel = fitting.find((name) => name === (request.channel ?? name))
  if (channel === undefined)
    throw new CountersignError('invalid_request', 'this purpose has no such channel', {
      cause: { path: request.channel === undefined ? request.recipient.kind : 'channel' },
    })
  return channel
}

/** Asks the store, hands the message over, and tells the store what became of it. */
export const createSend =
  (parts: EngineParts) =>
  async (request: SendRequest): Promise<SendOutcome> => {
    const { store, keyRing, random } = parts
    const { purpose, recipient } = request
    const policy = policyOf(parts.policies, purpose)
    const channel = channelFor(policy.channels, request)
    if (policy.requires === 'caller' && !request.requester.isCaller)
      return { kind: 'sign_in_required' }

    const challenge = challengeKey(keyRing, purpose, recipient)
    const code = generateCode(policy.digits, random)
    const claims = parts.claimsFor({ purpose, on: 'send', requester: request.requester })
    const sealed = sealCode(keyRing, challenge, { code, random })
    const opening: OpenRequest = {
      challenge,
      maskedRecipient: maskRecipient(recipient),
      code: sealed,
      ttlMs: policy.ttlSeconds * 1000,
      maxAttempts: policy.maxAttempts,
      resendMs: policy.resendSeconds * 1000,
      settleWithinMs,
      ...claims,
    }
    const opened = await store.open(opening)
    if (opened.kind === 'limited') return limitedBy(opened)
    if (opened.kind !== 'opened') return limitedFor(opened, policy)

    const { ttlSeconds } = policy
    const message = {
      channel,
      to: recipient.address,
      purpose,
      code,
      ttlSeconds,
      locale: request.locale,
    }
    const outcome = await parts.deliver(renderMessage(parts.sender, message))
    const { openedAtMs } = opened
    const settling: SettleRequest = { challenge, salt: sealed.salt, openedAtMs, outcome, ...claims }
    await settleOrReport(parts, settling)
    if (outcome === 'refused') return { kind: 'delivery_failed' }
    return {
      kind: 'sent',
      expiresInSeconds: ttlSeconds,
      resendInSeconds: policy.resendSeconds,
      standings: opened.standings,
    }
  }

/**
 * The message has gone out, or not, whatever the store says now. If it cannot be told, the challenge
 * resolves itself: an outcome that nobody settled counts as unknown, and the code is good.
 */
const settleOrReport = async (
  { store, log }: EngineParts,
  settling: SettleRequest,
): Promise<void> => {
  try {
    await store.settle(settling)
  } catch (error) {
    const cause = error instanceof Error ? error.name : 'unknown'
    const { outcome } = settling
    log.error({ outcome, cause }, 'the outcome of a hand-over could not be written down')
  }
}
