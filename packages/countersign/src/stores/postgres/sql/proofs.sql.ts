import { auditedVerb } from './audited-verb.sql.ts'
import { isGood } from './sessions.sql.ts'

/** Writes a proof down beside the success that it is given for. */
export const giveProof = /* sql */ `
create type new_proof as (
  key_id text, hash bytea, ttl_ms bigint, sealed bytea,
  subject_hash bytea, action_hash bytea, session_id bigint
);
create function give_proof(request attempt_request, now_ms bigint) returns opened_grant
language plpgsql as $$
declare
  proof new_proof := jsonb_populate_record(null::new_proof, request.opens -> 'proof');
  new_id bigint;
begin
  insert into proofs (
    purpose, recipient_hash, key_id, hash, sealed,
    subject_hash, action_hash, session_id, created_at_ms, expires_at_ms
  ) values (
    request.purpose, request.recipient_hash, proof.key_id, proof.hash, proof.sealed,
    proof.subject_hash, proof.action_hash, proof.session_id, now_ms, now_ms + proof.ttl_ms
  )
  returning id into new_id;
  return row(json_build_object('kind', 'proof', 'ref', new_id::text), '{}'::text[]);
end
$$;`

/**
 * What is compared are keyed hashes under a key that is not in this database: see `code_matches`. Nobody
 * can steer how many of their bytes agree.
 */
const isNamed = /* sql */ `id = proof_id and exists (
      select 1 from unnest(key_ids, hashes) token (key_id, hash)
      where token.key_id = proofs.key_id and token.hash = proofs.hash
    )`

/**
 * Uses a proof up.
 *
 * Guarantee: of any number of calls one finds `used_at_ms is null`. Purpose, recipient, subject, action and
 * session stand in the same `where`, so a proof that is presented for anything else stays as it was. What
 * is for one action is good for no call without it, and the other way round. Why nothing was used up is
 * read in the same transaction, and written down; but not of tokens that are none: strangers cannot fill
 * the log, and lock no row.
 *
 * The session is asked for as a value: a plan for `exists` may read every session at once.
 */
export const redeemProof = auditedVerb({
  begin: 'begin_call',
  name: 'redeem_proof',
  parameters: `proof_id bigint, key_ids text[], hashes bytea[], for_purpose text,
  recipients bytea[], for_subject bytea, for_action bytea, for_session bigint`,
  variables: `kept proofs;
  refusal text;`,
  locks: `perform 1 from proofs where ${isNamed} for update;`,
  body: /* sql */ `
  update proofs set used_at_ms = now_ms
  where ${isNamed}
    and used_at_ms is null and expires_at_ms > now_ms
    and purpose = for_purpose
    and (recipients is null or recipient_hash = any (recipients))
    and (for_subject is null or subject_hash = for_subject)
    and action_hash is not distinct from for_action
    and (for_session is null or session_id = for_session)
    and (
      session_id is null
      or (select true from sessions where sessions.id = proofs.session_id and ${isGood})
    )
  returning * into kept;
  if found then
    return end_call(audit, 'redeemed', now_ms, json_build_object(
      'kind', 'redeemed', 'verifiedAtMs', kept.created_at_ms,
      'keyId', kept.key_id, 'sealed', encode(kept.sealed, 'hex')
    ));
  end if;
  select case
    when used_at_ms is not null then 'used'
    when expires_at_ms <= now_ms then 'expired'
    else 'foreign'
  end into refusal from proofs where ${isNamed};
  if not found then
    return json_build_object('kind', 'unknown');
  end if;
  return end_call(audit, refusal, now_ms, json_build_object('kind', refusal));`,
})
