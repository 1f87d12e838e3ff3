import type { Idempotency, LimitStanding, Repetition } from '../ports/store.ts'
import { requestHash, requestKey } from './digest.ts'
import type { KeyRing } from './key-ring.ts'
import type { Policy } from './policy.ts'
import type { SendRequest, Sent, SentAnswer } from './send.ts'

/** How long a key is remembered. */
const ttlMs = 86_400_000

/** How long to wait before asking again whether the first of two equal requests is done. */
export const repeatPauseMs = 50

/** The key of a request as the store keeps it: neither the key nor what was asked for can be read. */
export const idempotencyOf = (
  keyRing: KeyRing,
  { idempotencyKey, purpose, recipient, channel, locale, requester, link }: SendRequest,
): Idempotency | undefined => {
  if (idempotencyKey === undefined) return undefined
  const parts = [purpose, channel ?? '', locale ?? '', requester.subject ?? '']
  const ofLink = link === undefined ? [] : ['link', link.redirectTo ?? '']
  return {
    lookup: requestKey(keyRing, requester.scope, idempotencyKey),
    bodyHash: requestHash(keyRing, recipient, [...parts, ...ofLink]),
    ttlMs,
  }
}

/** What a repetition is answered with. */
export const sentAnswer = (policy: Policy, standings: readonly LimitStanding[]): SentAnswer => ({
  kind: 'sent',
  expiresInSeconds: policy.ttlSeconds,
  resendInSeconds: policy.resendSeconds,
  standings,
})

/**
 * The answer to a repetition: the one that the first request got. If the first was never settled, its
 * outcome counts as unknown, and an unknown outcome is answered like a sent one.
 */
export const repeatedAnswer = (
  { answer }: Extract<Repetition, { readonly kind: 'repeated' }>,
  policy: Policy,
): Sent => ({
  // Where the answer comes first, it must not tell whether anything goes on after it.
  ...(answer === undefined || policy.unknownRecipients !== 'send'
    ? sentAnswer(policy, [])
    : (JSON.parse(answer) as SentAnswer)),
  fate: 'repeated',
})
