import { createSecret } from '../../ports/secret.ts'
import type { Granted } from '../../ports/store.ts'
import { sealText } from '../seal-text.ts'
import { createTokenSecret, tokenHashUnder, tokenOf } from '../token.ts'
import { actionHashOf, subjectHashOf } from './action.ts'
import type { Granting, GrantingParts, GrantRequest } from './granting.ts'
import { proofSealUnder } from './proof-seal.ts'

/** What is sealed in a proof, for whoever redeems it. */
export interface SealedProof {
  readonly kind: 'phone' | 'email'
  readonly recipient: string
  readonly subject?: string | undefined
}

/** A right code opens one protected route, once. */
export const proofGranting = (
  { keyRing, random }: GrantingParts,
  { purpose, recipient, requester, action, session, policy }: GrantRequest,
): Granting => {
  const secret = createTokenSecret(random)
  // One key for both: the row names it once.
  const key = keyRing.current('token')
  const { subject } = requester
  const sealed: SealedProof = {
    kind: recipient.kind,
    recipient: recipient.address.reveal(),
    subject,
  }
  return {
    grant: {
      kind: 'proof',
      token: tokenHashUnder(key, 'proof', secret),
      ttlMs: policy.proofTtlSeconds * 1000,
      sealed: sealText(proofSealUnder(key, purpose, secret), JSON.stringify(sealed), random),
      subjectHash: subjectHashOf(subject),
      actionHash: actionHashOf(action),
      sessionRef: session?.ref,
    },
    opened: ({ kind, ...granted }: Granted) =>
      kind === 'proof' && 'ref' in granted
        ? {
            kind: 'proof',
            token: tokenOf('proof', { ref: granted.ref, secret }),
            expiresInSeconds: policy.proofTtlSeconds,
          }
        : undefined,
  }
}

/** Reads what was sealed. */
export const readSealedProof = (text: string) => {
  const { kind, recipient, subject } = JSON.parse(text) as SealedProof
  return { kind, address: createSecret(recipient), subject }
}
