import type { Secret } from '../ports/secret.ts'
import { recipientHashes } from './digest.ts'
import type { EngineParts } from './engine.ts'
import { type Action, actionHashOf, subjectHashOf } from './grant/action.ts'
import { readSealedProof } from './grant/proof.ts'
import { proofSealOf } from './grant/proof-seal.ts'
import { policyOf } from './policy-of.ts'
import type { Recipient } from './recipient.ts'
import { openSealed } from './seal-text.ts'
import { presentedHashes, readToken } from './token.ts'

/** Input of {@link Engine.redeem}. What is left out is not asked for, except the action. */
export interface RedeemProof {
  readonly purpose: string
  readonly token: Secret
  /** Whose proof it must be. */
  readonly recipient?: Recipient | undefined
  /** Which of the caller's users it must be for. */
  readonly subject?: string | undefined
  /** Session of ours that must have asked for it. */
  readonly sessionRef?: string | undefined
  /** What it must be for. Left out, a proof for one action is refused. */
  readonly action?: Action | undefined
  /** Who redeems it, for the audit log: `api-key:NAME` or `gate`. */
  readonly redeemer: string
}

/** Answer of {@link Engine.redeem}. Every refusal must look the same from outside. */
export type RedeemOutcome =
  | {
      readonly kind: 'redeemed'
      readonly recipientKind: Recipient['kind']
      /** Phone in E.164 or email address. */
      readonly address: Secret
      readonly subject: string | undefined
      readonly verifiedAtMs: number
    }
  | {
      readonly kind: 'refused'
      readonly reason: 'malformed' | 'unknown' | 'used' | 'expired' | 'foreign'
    }

/** Has the store use the proof up, and reads what only its token opens. */
export const createRedeem =
  ({ store, keyRing, policies, auditor, log }: EngineParts) =>
  async (request: RedeemProof): Promise<RedeemOutcome> => {
    const { purpose, recipient, subject, sessionRef, action, redeemer } = request
    policyOf(policies, purpose)
    const presented = readToken('proof', request.token.reveal())
    if (presented === undefined) return { kind: 'refused', reason: 'malformed' }
    const { ref, secret } = presented
    const facts = { purpose, proof: ref, action: action?.name }
    const result = await store.proofs.redeem({
      ...{ ref, purpose, sessionRef },
      tokens: presentedHashes(keyRing, 'proof', secret),
      recipientHashes: recipient && recipientHashes(keyRing, recipient),
      subjectHash: subjectHashOf(subject),
      actionHash: actionHashOf(action),
      audit: auditor({ type: 'proof.redeemed', actor: redeemer, facts }),
    })
    log.info({ purpose, outcome: result.kind }, 'a proof was presented')
    if (result.kind !== 'redeemed') return { kind: 'refused', reason: result.kind }
    const { sealed, verifiedAtMs } = result
    const seal = proofSealOf(keyRing, sealed.keyId, { purpose, secret })
    const text = seal && openSealed(seal, sealed.bytes)
    // The key was taken out of the ring since the token was compared, or somebody altered the row.
    if (text === undefined) return { kind: 'refused', reason: 'unknown' }
    const { kind, address, subject: statedSubject } = readSealedProof(text)
    return { kind: 'redeemed', recipientKind: kind, address, subject: statedSubject, verifiedAtMs }
  }
