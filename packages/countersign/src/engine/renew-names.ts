import type { SettleRequest } from '../ports/store.ts'
import { challengeKey } from './digest.ts'
import type { EngineParts } from './engine.ts'
import { idempotencyOf } from './idempotency.ts'
import type { SendRequest } from './send.ts'

/** What a send settles, under the names of now. */
export type RenewNames = (settling: SettleRequest) => Promise<SettleRequest>

/**
 * The key for recipients may change while a message is handed over, and what was opened may have been
 * moved to its new name by then.
 *
 * @throws CountersignError `unavailable` if the store cannot be asked
 */
export const createRenewNames =
  (
    { keyRing, claimsFor, beforeTouch }: Pick<EngineParts, 'keyRing' | 'claimsFor' | 'beforeTouch'>,
    request: SendRequest,
  ): RenewNames =>
  async (settling) => {
    const { id, activeAtMs } = keyRing.current('recipient')
    const isNewest = keyRing.all('recipient').every((key) => key.activeAtMs <= activeAtMs)
    if (isNewest && settling.challenge.recipientKeyId === id) return settling
    const { purpose, recipient, requester } = request
    const names = {
      challenge: challengeKey(keyRing, purpose, recipient),
      limits: claimsFor({ purpose, on: 'send', recipient, requester }).limits,
      idempotency: idempotencyOf(keyRing, request),
    }
    await beforeTouch({ on: 'send', request }, names)
    const { challenge, limits, idempotency } = names
    const { answer } = settling.idempotency ?? {}
    const isRepeatable = idempotency !== undefined && answer !== undefined
    return {
      ...settling,
      ...{ challenge, limits },
      ...(isRepeatable && { idempotency: { lookup: idempotency.lookup, answer } }),
    }
  }
