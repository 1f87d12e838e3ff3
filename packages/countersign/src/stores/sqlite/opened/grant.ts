import type { DatabaseSync } from 'node:sqlite'
import type { NewProof } from '../../../ports/proof.ts'
import type { Grant, Granted } from '../../../ports/store.ts'
import { idOfRef, noId } from '../../row-ref.ts'
import type { Batch } from '../group-commit.ts'
import { insertProof, rememberProof } from '../sql/proofs.sql.ts'
import { type Parameters, prepareChange, prepareInsertion } from '../statement.ts'
import { createGrantSession } from './grant-session.ts'
import { tokenParameters } from './token.ts'

/** Writes down what a right code opens, for the challenge in a statement's parameters. */
export type WriteGrant = (grant: Grant, challenge: Parameters, batch: Batch) => Granted

/** Prepares {@link WriteGrant}. */
export const createGrant = (database: DatabaseSync): WriteGrant => {
  const insert = prepareInsertion(database, insertProof)
  const remember = prepareChange(database, rememberProof)
  const grantSession = createGrantSession(database)

  return (grant, challenge, batch) => {
    if (grant.kind !== 'proof') return grantSession(grant, batch)
    const id = insert({ ...challenge, ...proofParameters(grant, batch.nowMs) }) ?? noId
    remember({ ...challenge, proof_id: id })
    return { kind: 'proof', ref: String(id) }
  }
}

/** A session that cannot be one of ours is never good. */
const proofParameters = (proof: NewProof, nowMs: number): Parameters => ({
  ...tokenParameters(proof.token),
  subject_hash: proof.subjectHash ?? null,
  action_hash: proof.actionHash ?? null,
  session_id: proof.sessionRef === undefined ? null : (idOfRef(proof.sessionRef) ?? noId),
  sealed: proof.sealed,
  expires_at: nowMs + proof.ttlMs,
})
