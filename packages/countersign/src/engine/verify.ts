import type { Secret } from '../ports/secret.ts'
import type { AttemptKind } from '../ports/store.ts'
import type { Requester } from './claims.ts'
import { readCode } from './code.ts'
import { codeCandidates } from './digest.ts'
import type { EngineParts } from './engine.ts'
import { type Limited, limitedBy } from './limited.ts'
import { policyOf } from './policy-of.ts'
import type { Recipient } from './recipient.ts'
import { reportShadows } from './shadow.ts'

/** Input of {@link Engine.verify}. */
export interface VerifyRequest {
  readonly purpose: string
  readonly recipient: Recipient
  /** What the person typed. */
  readonly code: Secret
  readonly requester: Requester
}

/**
 * Answer of {@link Engine.verify}. Every refusal must look the same from outside; `reason` is for
 * the inside only.
 */
export type VerifyOutcome =
  | { readonly kind: 'verified' }
  | {
      readonly kind: 'refused'
      readonly reason: Exclude<AttemptKind, 'verified'> | 'malformed'
    }
  | Limited

/** Has the store count and compare. A malformed code is refused before anything is looked up. */
export const createVerify =
  ({ store, keyRing, policies, challengeKeyOf, claimsFor, random, budget, log }: EngineParts) =>
  async ({ purpose, recipient, code, requester }: VerifyRequest): Promise<VerifyOutcome> => {
    const policy = policyOf(policies, purpose)
    const typed = readCode(code, policy.digits)
    if (typed === undefined) return { kind: 'refused', reason: 'malformed' }

    const challenge = challengeKeyOf(purpose, recipient)
    const result = await store.attempt({
      id: random(8),
      budget,
      challenge,
      candidates: codeCandidates(keyRing, challenge, typed),
      ...claimsFor({ purpose, on: 'verify', recipient, requester }),
    })
    if (result.kind === 'limited') return limitedBy(result)
    reportShadows(log, purpose, result.standings)
    return result.kind === 'verified'
      ? { kind: 'verified' }
      : { kind: 'refused', reason: result.kind }
  }
