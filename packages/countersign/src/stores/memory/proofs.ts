import type { Clock } from '../../ports/clock.ts'
import type { NewProof, ProofStore, RedeemRequest, RedeemResult } from '../../ports/proof.ts'
import type { ChallengeKey } from '../../ports/store.ts'
import {
  isAmong,
  isGood,
  isSame,
  type KeptProof,
  type MemoryAccounts,
  sealedOf,
} from './accounts.ts'
import type { MemoryAudit } from './audit.ts'

/** {@link ProofStore} in memory. */
export const createMemoryProofs = (
  accounts: MemoryAccounts,
  audit: MemoryAudit,
  clock: Clock,
): ProofStore => ({
  redeem: async (request) => {
    const nowMs = clock.now()
    const kept = accounts.proofs.get(request.ref)
    if (kept === undefined || !isAmong(request.tokens, kept.token)) return { kind: 'unknown' }
    const refused = refusal(accounts, { kept, request }, nowMs)
    audit.write(request.audit, refused?.kind ?? 'redeemed', nowMs)
    if (refused !== undefined) return refused
    accounts.proofs.set(request.ref, { ...kept, usedAtMs: nowMs })
    return { kind: 'redeemed', verifiedAtMs: kept.verifiedAtMs, sealed: sealedOf(kept) }
  },
})

interface Presented {
  readonly kept: KeptProof
  readonly request: RedeemRequest
}

const refusal = (
  accounts: MemoryAccounts,
  presented: Presented,
  nowMs: number,
): RedeemResult | undefined => {
  if (presented.kept.usedAtMs !== undefined) return { kind: 'used' }
  if (!isGood(presented.kept, nowMs)) return { kind: 'expired' }
  return isMeant(presented) && isSessionGood(accounts, presented.kept, nowMs)
    ? undefined
    : { kind: 'foreign' }
}

/** Whether the proof is for all that it is presented for. */
const isMeant = ({ kept, request }: Presented): boolean => {
  const { purpose, recipientHashes, subjectHash, actionHash, sessionRef } = request
  return (
    purpose === kept.purpose &&
    (recipientHashes === undefined ||
      recipientHashes.some((hash) => isSame(hash, kept.recipientHash))) &&
    (subjectHash === undefined || isSame(subjectHash, kept.subjectHash)) &&
    isSame(actionHash, kept.actionHash) &&
    (sessionRef === undefined || sessionRef === kept.sessionRef)
  )
}

const isSessionGood = (
  { sessions }: MemoryAccounts,
  { sessionRef }: KeptProof,
  nowMs: number,
): boolean => sessionRef === undefined || isGood(sessions.get(sessionRef), nowMs)

/** Writes a proof down; its name. */
export const addProof = (
  { proofs, nextRef }: MemoryAccounts,
  { proof, challenge }: { readonly proof: NewProof; readonly challenge: ChallengeKey },
  nowMs: number,
): string => {
  const ref = nextRef()
  const { token, sealed, subjectHash, actionHash, sessionRef, ttlMs } = proof
  const { purpose, recipientHash } = challenge
  proofs.set(ref, {
    ...{ token, purpose, recipientHash, subjectHash, actionHash, sessionRef, sealed },
    ...{ verifiedAtMs: nowMs, usedAtMs: undefined, purgeAtMs: nowMs + ttlMs },
  })
  return ref
}
