import type { Secret } from '../ports/secret.ts'
import type { AttemptKind } from '../ports/store.ts'
import type { Destination } from '../ports/telemetry.ts'
import type { Requester } from './claims.ts'
import { readCode } from './code.ts'
import { challengeKey, codeCandidates } from './digest.ts'
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
  | {
      readonly kind: 'verified'
      /** Where this process had sent the code, if it was this one. For the inside only. */
      readonly destination?: Destination | undefined
    }
  | {
      readonly kind: 'refused'
      readonly reason: Exclude<AttemptKind, 'verified'> | 'malformed'
    }
  | Limited

/** Has the store count and compare. A malformed code is refused before anything is looked up. */
export const createVerify =
  (parts: EngineParts) =>
  async (request: VerifyRequest): Promise<VerifyOutcome> => {
    const { purpose, recipient, code, requester } = request
    const { store, keyRing, policies, claimsFor, random, budget, carriers } = parts
    const policy = policyOf(policies, purpose)
    const typed = readCode(code, policy.digits)
    if (typed === undefined) return { kind: 'refused', reason: 'malformed' }

    const challenge = challengeKey(keyRing, purpose, recipient)
    const claims = claimsFor({ purpose, on: 'verify', recipient, requester })
    await parts.beforeTouch({ on: 'verify', request }, { challenge, ...claims })
    const result = await store.attempt({
      id: random(8),
      budget,
      challenge,
      candidates: codeCandidates(keyRing, request, typed),
      ...claims,
    })
    if (result.kind === 'limited') return limitedBy(result)
    reportShadows(parts, { purpose, on: 'verify' }, result.standings)
    return result.kind === 'verified'
      ? { kind: 'verified', destination: carriers.take(challenge) }
      : { kind: 'refused', reason: result.kind }
  }
