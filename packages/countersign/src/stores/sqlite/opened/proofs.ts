import type { DatabaseSync } from 'node:sqlite'
import type { ProofStore, RedeemRequest, RedeemResult } from '../../../ports/proof.ts'
import { idOfRef, noId } from '../../row-ref.ts'
import type { Batch, GroupCommit } from '../group-commit.ts'
import { packHashes } from '../pack-hashes.ts'
import { readProof, redeemProof } from '../sql/proofs.sql.ts'
import { type Parameters, prepare, type Row } from '../statement.ts'
import { firstOfTokens } from './token.ts'

/** {@link ProofStore} on SQLite. */
export const createSqliteProofs = (database: DatabaseSync, commit: GroupCommit): ProofStore => {
  const use = prepare(database, redeemProof)
  const read = prepare(database, readProof)

  const decide = (request: RedeemRequest, parameters: Parameters): RedeemResult =>
    firstOfTokens(request.tokens, (token): RedeemResult | undefined => {
      const presented = { ...parameters, ...token }
      const used = use(presented)
      if (used !== undefined) return redeemed(used, String(token['key_id']))
      const kept = read(presented)
      return kept && { kind: refusalOf(kept) }
    }) ?? { kind: 'unknown' }

  return {
    redeem: async (request) => {
      const id = idOfRef(request.ref)
      if (id === null) return { kind: 'unknown' }
      return commit.write(({ nowMs, writeEvent }: Batch) => {
        const result = decide(request, { ...parametersOf(request), id, now: nowMs })
        if (result.kind !== 'unknown') writeEvent(request.audit, result.kind)
        return result
      })
    },
  }
}

const parametersOf = (request: RedeemRequest): Parameters => ({
  purpose: request.purpose,
  recipient_hashes: request.recipientHashes ? packHashes(request.recipientHashes) : null,
  subject_hash: request.subjectHash ?? null,
  action_hash: request.actionHash ?? null,
  session_id: request.sessionRef === undefined ? null : (idOfRef(request.sessionRef) ?? noId),
})

const redeemed = (row: Row, keyId: string): RedeemResult => ({
  kind: 'redeemed',
  verifiedAtMs: Number(row['verified_at_ms']),
  sealed: { keyId, bytes: row['sealed'] as Uint8Array },
})

const refusalOf = (row: Row): 'used' | 'expired' | 'foreign' => {
  if (row['is_used'] === 1) return 'used'
  return row['is_expired'] === 1 ? 'expired' : 'foreign'
}
