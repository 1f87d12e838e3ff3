import { countFailure } from './failures.sql.ts'
import { groupFunction } from './group-function.sql.ts'

/** `countFailure`, for a verb that compared within a group. */
export const countWrong = /* sql */ `
create function count_wrong(request group_attempt, now_ms bigint) returns void
language plpgsql as $$
declare
  failed int;
begin
  ${countFailure.trim()} into failed;
  if failed is null then
    raise exception 'the failure budget was used up meanwhile' using errcode = '40001';
  end if;
end
$$;`

/**
 * Counts and compares the attempts of a group, and writes the proofs of the right ones down, all in one
 * statement; what was wrong is counted against its recipient right after it.
 *
 * Guarantee: those of `countAndCompare` and `attempt_challenge`. Where nothing may be compared, or
 * another code is on its way, nothing is written here, and the verb is run by itself.
 */
export const attemptGroup = groupFunction({
  name: 'attempt_group',
  parameters: 'attempts jsonb, now_ms bigint, routes decided_route[]',
  declares: `
  wrong int[];`,
  body: /* sql */ `  with request as materialized (
    select * from rows from (jsonb_populate_recordset(null::group_attempt, attempts)) with ordinality
      as request
    where cardinality((routes[route]).integrations) > 0
      and coalesce((
        select in_a_row < in_a_row_max and windows_admit(windows, budget, now_ms)
        from failures where id = request.recipient_id and lookup = request.recipient_hash
      ), true)
  ),
  compared as (
    update challenges set
      attempts = challenges.attempts + 1,
      verified_at_ms = case
        when code_matches(
          case when request.is_link then link_hash else code_hash end,
          code_salt, code_key_id, request.candidates
        ) then now_ms
      end
    from request
    where challenges.id = any (array(select id from request))
      and challenges.id = request.id and challenges.lookup = request.lookup
      and code_hash is not null and verified_at_ms is null
      and expires_at_ms > now_ms and challenges.attempts < max_attempts
      and next_code_hash is null
    returning request.*, verified_at_ms is not null as is_right, challenges.attempts >= max_attempts as was_last
  ),
  cleared as (
    delete from failures using compared
    where is_right and failures.id = any (array(select recipient_id from compared))
      and failures.id = compared.recipient_id and failures.lookup = compared.recipient_hash
  ),
  proof as (
    insert into proofs (
      purpose, recipient_hash, key_id, hash, sealed,
      subject_hash, action_hash, session_id, created_at_ms, expires_at_ms
    )
    select purpose, recipient_hash, (opens).proof.key_id, (opens).proof.hash, (opens).proof.sealed,
      (opens).proof.subject_hash, (opens).proof.action_hash, (opens).proof.session_id,
      now_ms, now_ms + (opens).proof.ttl_ms
    from compared
    where is_right and (opens).kind = 'proof'
    order by ordinality
    returning id, recipient_hash
  )
  select
    array_agg(case when is_right is not null then json_build_object(
      'kind', case when is_right then 'verified' else 'wrong' end, 'hasTaken', true, 'own', '{}'::bigint[],
      'granted', case when proof.id is not null then json_build_object('kind', 'proof', 'ref', proof.id::text) end
    )::text end order by place),
    array_agg(
      case when is_right then 'verified' when was_last then 'wrong_and_locked' else 'wrong' end
      order by place
    ),
    array_agg(place) filter (where not is_right)
  into done.answers, done.outcomes, wrong
  from generate_series(1, jsonb_array_length(attempts)) place
  left join compared on ordinality = place
  left join proof on proof.recipient_hash = compared.recipient_hash;

  if wrong is not null then
    perform count_wrong(jsonb_populate_record(null::group_attempt, attempts -> n - 1), now_ms)
    from unnest(wrong) n;
  end if;`,
})
