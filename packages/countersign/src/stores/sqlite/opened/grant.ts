import type { DatabaseSync } from 'node:sqlite'
import type { NewProof } from '../../../ports/proof.ts'
import type { ChallengeKey, Grant, Granted } from '../../../ports/store.ts'
import { idOfRef, noId } from '../../row-ref.ts'
import type { Batch } from '../group-commit.ts'
import { insertProof } from '../sql/proofs.sql.ts'
import { type Parameters, prepareChange } from '../statement.ts'
import { createGrantSession } from './grant-session.ts'
import { createProofNumbers } from './proof-numbers.ts'
import { tokenParameters } from './token.ts'

/** What right codes open. */
export interface Grants {
  /** The id that a proof will have if the code is right, for its challenge to know. */
  proofOf(grant: Grant | undefined, batch: Batch): number | null
  /** Writes down what a right code opens. */
  write(grant: Grant, challenge: ChallengeKey, batch: Batch): Granted
}

/** Prepares {@link Grants}. */
export const createGrants = (database: DatabaseSync): Grants => {
  const insert = prepareChange(database, insertProof)
  const numbers = createProofNumbers(database)
  const grantSession = createGrantSession(database)

  return {
    proofOf: (grant, batch) => (grant?.kind === 'proof' ? numbers.next(batch) : null),
    write: (grant, challenge, batch) => {
      if (grant.kind !== 'proof') return grantSession(grant, batch)
      const id = numbers.next(batch)
      insert(proofParameters(grant, challenge, { id, nowMs: batch.nowMs }))
      numbers.use()
      return { kind: 'proof', ref: String(id) }
    },
  }
}

/** A session that cannot be one of ours is never good. */
const proofParameters = (
  { token, subjectHash, actionHash, sessionRef, sealed, ttlMs }: NewProof,
  { purpose, recipientHash }: ChallengeKey,
  { id, nowMs }: { readonly id: number; readonly nowMs: number },
): Parameters => ({
  proof_id: id,
  ...tokenParameters(token),
  purpose,
  recipient_hash: recipientHash,
  subject_hash: subjectHash ?? null,
  action_hash: actionHash ?? null,
  session_id: sessionRef === undefined ? null : (idOfRef(sessionRef) ?? noId),
  sealed,
  now: nowMs,
  expires_at: nowMs + ttlMs,
})
