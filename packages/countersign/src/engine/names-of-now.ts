import type { ChallengeKey, Idempotency, KeyedClaims, SettleRequest } from '../ports/store.ts'
import { challengeKey } from './digest.ts'
import type { EngineParts } from './engine.ts'
import { idempotencyOf } from './idempotency.ts'
import type { SendRequest } from './send.ts'

/** What a send gives the store that depends on the key for recipients. */
export interface SendNames {
  readonly challenge: ChallengeKey
  readonly limits: readonly KeyedClaims[]
  readonly idempotency: Idempotency | undefined
}

type NamingParts = Pick<EngineParts, 'keyRing' | 'claimsFor' | 'beforeTouch'>

/** The names of a send under the key that is the current one now. */
export const namesOfNow = (
  { keyRing, claimsFor }: Pick<NamingParts, 'keyRing' | 'claimsFor'>,
  request: SendRequest,
): SendNames => {
  const { purpose, recipient, requester } = request
  return {
    challenge: challengeKey(keyRing, purpose, recipient),
    limits: claimsFor({ purpose, on: 'send', recipient, requester }).limits,
    idempotency: idempotencyOf(keyRing, request),
  }
}

/** What a send settles, under the names of now. */
export type RenewNames = (settling: SettleRequest) => Promise<SettleRequest> | SettleRequest

/**
 * The key for recipients may change while a message is handed over, and what was opened may have been
 * moved to its new name by then.
 *
 * @throws CountersignError `unavailable` if the store cannot be asked
 */
export const createRenewNames =
  (parts: NamingParts, request: SendRequest): RenewNames =>
  (settling) => {
    const { id, activeAtMs } = parts.keyRing.current('recipient')
    const isNewest = parts.keyRing.all('recipient').every((key) => key.activeAtMs <= activeAtMs)
    return isNewest && settling.challenge.recipientKeyId === id
      ? settling
      : renamed(parts, request, settling)
  }

const renamed = async (
  parts: NamingParts,
  request: SendRequest,
  settling: SettleRequest,
): Promise<SettleRequest> => {
  const names = namesOfNow(parts, request)
  await parts.beforeTouch({ on: 'send', request }, names)
  const { challenge, limits, idempotency } = names
  const { answer } = settling.idempotency ?? {}
  const isRepeatable = idempotency !== undefined && answer !== undefined
  return {
    ...settling,
    ...{ challenge, limits },
    ...(isRepeatable && { idempotency: { lookup: idempotency.lookup, answer } }),
  }
}
