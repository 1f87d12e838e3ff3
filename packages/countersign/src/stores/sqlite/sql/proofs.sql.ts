import { isGoodSession } from './good-session.sql.ts'

/** The id of the next proof: a look at the end of the table. */
export const nextProof = /* sql */ `
select coalesce(max(id), 0) + 1 as id from proofs`

/** Writes a proof down, in the commit that used the code up. */
export const insertProof = /* sql */ `
insert into proofs (
  id, key_id, hash, purpose, recipient_hash, subject_hash, action_hash, session_id,
  sealed, verified_at_ms, expires_at_ms
) values (
  :proof_id, :key_id, :hash, :purpose, :recipient_hash, :subject_hash, :action_hash, :session_id,
  :sealed, :now, :expires_at
)`

/** Whether the session that asked for a proof, if one did, is good. */
const isSessionGood = /* sql */ `(
    session_id is null
    or exists (select 1 from sessions where sessions.id = proofs.session_id and ${isGoodSession})
  )`

/**
 * Uses a proof up.
 *
 * Guarantee: of any number of redeems one finds `used_at_ms is null`, and only if the token is the proof's
 * and everything that it is presented for is what it was given for. An action must be the same on both
 * sides; what else is left out is not asked for. A proof is good for no longer than the session that asked
 * for it. No row back means that nothing happened to it.
 */
export const redeemProof = /* sql */ `
update proofs set used_at_ms = :now
where id = :id and key_id = :key_id and hash = :hash
  and used_at_ms is null and expires_at_ms > :now
  and purpose = :purpose and action_hash is :action_hash
  and (:subject_hash is null or subject_hash = :subject_hash)
  and (:session_id is null or session_id = :session_id)
  and (
    :recipient_hashes is null
    or recipient_hash in (select unhex(value) from json_each(:recipient_hashes))
  )
  and ${isSessionGood}
returning verified_at_ms, sealed`

/** Why a proof was refused. Read inside the same transaction. */
export const readProof = /* sql */ `
select used_at_ms is not null as is_used, expires_at_ms <= :now as is_expired from proofs
where id = :id and key_id = :key_id and hash = :hash`
