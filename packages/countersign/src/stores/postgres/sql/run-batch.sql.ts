/**
 * Runs the verbs of one batch in one transaction, each of them once, in the order given.
 *
 * Exactly once: a lane numbers its batches, and the number and the answers of its newest one are
 * written in the transaction of that batch. A batch that comes again, because nobody heard what became
 * of it, waits for the first run to end and gets its answers; one that comes late, after the lane has
 * gone on, is refused.
 *
 * Locks: all limits, then all recipients' failures, then all challenges that the batch may change,
 * each in the order of their ids, like every other batch. The time is read after that, so that no
 * verb decides by a time from before a wait.
 *
 * @param limit_lookups the hashes whose first bits `limit_ids` are
 * @param clock_ms the time, for tests; the server's own if null
 */
export const runBatch = /* sql */ `
create function run_batch(
  lane_id bigint, batch_number bigint, batch jsonb,
  limit_ids bigint[], limit_lookups bytea[], failure_ids bigint[], challenge_ids bigint[],
  clock_ms bigint
) returns text
language plpgsql
set search_path from current
set lock_timeout = '3s'
set plan_cache_mode = 'force_generic_plan'
set enable_seqscan = off
set jit = off
as $$
declare
  known text;
  verb jsonb;
  now_ms bigint;
  turn int := ((lane_id + batch_number) & 7)::int;
  answers text[] := '{}';
begin
  known := begin_batch(lane_id, batch_number);
  if known is not null then
    return known;
  end if;
  perform lock_limits(limit_ids, limit_lookups);
  perform 1 from failures where id = any (failure_ids) order by id for update;
  perform 1 from challenges where id = any (challenge_ids) order by id for update;

  for verb in select value from jsonb_array_elements(batch) loop
    now_ms := coalesce(clock_ms, server_ms());
    answers := answers || (case verb ->> 'verb'
      when 'open' then open_challenge(jsonb_populate_record(null::open_request, verb), now_ms, turn)
      when 'settle' then settle_challenge(jsonb_populate_record(null::settle_request, verb))
      when 'attempt' then attempt_challenge(jsonb_populate_record(null::attempt_request, verb), now_ms, turn)
    end)::text;
  end loop;
  return end_batch(lane_id, batch_number, '[' || array_to_string(answers, ',') || ']', coalesce(clock_ms, server_ms()));
end
$$;`
