import type { ProofStore } from '../../ports/proof.ts'
import { idOfRef, noId } from '../row-ref.ts'
import { bytes, text, tokensOf } from './encode.ts'
import type { OperatorParts } from './operators/parts.ts'

/** What `redeem_proof` answers. */
type RedeemJson =
  | {
      readonly kind: 'redeemed'
      readonly verifiedAtMs: number
      readonly keyId: string
      readonly sealed: string
    }
  | { readonly kind: 'unknown' | 'used' | 'expired' | 'foreign' }

const bytesOrNull = (value: Uint8Array | undefined) => (value === undefined ? null : bytes(value))

/** {@link ProofStore} on PostgreSQL. */
export const createPostgresProofs = ({ change }: OperatorParts): ProofStore => ({
  redeem: async ({ ref, purpose, tokens, recipientHashes, audit, ...asked }) => {
    const { subjectHash, actionHash, sessionRef } = asked
    const values = [
      ...[
        idOfRef(ref) ?? noId,
        ...tokensOf(tokens),
        text(purpose),
        recipientHashes?.map(bytes) ?? null,
      ],
      ...[bytesOrNull(subjectHash), bytesOrNull(actionHash)],
      sessionRef === undefined ? null : (idOfRef(sessionRef) ?? noId),
    ]
    const answer = (await change('redeem_proof', audit, values)) as RedeemJson
    if (answer.kind !== 'redeemed') return answer
    const { kind, verifiedAtMs, keyId, sealed } = answer
    return { kind, verifiedAtMs, sealed: { keyId, bytes: Buffer.from(sealed, 'hex') } }
  },
})
