/** Where the versions of {@link runBatch} differ. */
interface Version {
  readonly create: string
  readonly declares?: string
  /** How it begins before rows are locked. */
  readonly begins: string
  /** What is locked behind the challenges. */
  readonly locks?: string
  /** What is decided for all verbs, once it is known what time it is. */
  readonly decides?: string
  /** What `open` and `attempt` are told of their route. */
  readonly route?: string
  readonly settle: string
  /** Verbs beyond those three. */
  readonly group?: string
  /** What is kept of each verb, and written when all are done. */
  readonly collects?: string
  readonly writes?: string
  readonly answers?: string
}

const runBatchOf = ({
  create,
  declares = '',
  begins,
  locks = '',
  decides = '',
  route = '',
  settle,
  group = '',
  collects = '',
  writes = '',
  answers = '',
}: Version) => /* sql */ `
${create} run_batch(
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
  now_ms bigint;
  turn int := ((lane_id + batch_number) & 7)::int;
  key keyed_claims;
  keys keyed_claims[] := '{}';
  taken taken_units;
  all_taken taken_units[] := '{}';
  units bigint[] := '{}';
  verb jsonb;
  done verb_answer;
  verb_answers text[] := '{}';
  key_answers text[] := '{}';${declares}
begin
  ${begins.trim()}
  perform lock_limits(limit_ids, limit_lookups);
  perform 1 from failures where id = any (failure_ids) order by id for update;
  perform 1 from challenges where id = any (challenge_ids) order by id for update;${locks}
  now_ms := coalesce(clock_ms, server_ms());${decides}

  for key in select * from jsonb_populate_recordset(null::keyed_claims, batch -> 'keys') loop
    if key.is_shared then
      taken := take_shared_units(key, now_ms, turn);
    else
      taken := take_units(key, now_ms);
    end if;
    keys := keys || key;
    all_taken := all_taken || taken;
    units := units || taken.units;
  end loop;

  for verb in select value from jsonb_array_elements(batch -> 'verbs') loop
    case verb ->> 'verb'
      when 'open' then
        done := open_challenge(jsonb_populate_record(null::open_request, verb), now_ms, units${route});
        units := done.units;
      when 'attempt' then
        done := attempt_challenge(jsonb_populate_record(null::attempt_request, verb), now_ms, units${route});
        units := done.units;
      when 'settle' then
        done.answer := ${settle};${group}
    end case;${collects}
    verb_answers := verb_answers || done.answer::text;
  end loop;

  for n in 1 .. cardinality(keys) loop
    taken := all_taken[n];
    if units[n] > 0 then
      taken := untake_units(keys[n], taken, units[n]);
    elsif taken.is_uncertain then
      raise exception 'a row of a shared limit that may have room is held' using errcode = 'CS001';
    end if;
    key_answers := key_answers || json_build_object(
      'shard', taken.shards[1], 'log', taken.log, 'fullLogs', taken.full_logs
    )::text;
  end loop;${writes}
  return end_batch(
    lane_id, batch_number, now_ms,
    '{"nowMs":' || now_ms || ',"keys":[' || array_to_string(key_answers, ',')
      || '],"verbs":[' || array_to_string(verb_answers, ',')${answers} || ']}'
  );
end
$$;`

const begin = /* sql */ `
  known := begin_batch(lane_id, batch_number);
  if known is not null then
    return known;
  end if;`

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
 * Limits: what all verbs together ask of a key is taken at once, the verbs use it up one after the
 * other, and what none of them used is given back at the end. So a key that all of them ask for is
 * written once. Should the rows of a shared limit not have done, while others held some of them, the
 * whole batch gives up (CS001), and is run again with all those rows locked before it begins.
 *
 * @param limit_lookups the hashes whose first bits `limit_ids` are
 * @param clock_ms the time, for tests; the server's own if null
 */
export const runBatch = runBatchOf({
  create: 'create function',
  begins: begin,
  settle: 'settle_challenge(jsonb_populate_record(null::settle_request, verb))',
})

/** The same, and `settle` is told the time. */
export const runBatchWithDeliveries = runBatchOf({
  create: 'create or replace function',
  begins: begin,
  settle: 'settle_challenge(jsonb_populate_record(null::settle_request, verb), now_ms)',
})

const onRecord = {
  create: 'create or replace function',
  declares: `
  begun begun_batch;
  routes decided_route[];
  outcomes text[] := '{}';`,
  begins: `
  begun := begin_batch(lane_id, batch_number);
  if begun.answers is not null then
    return begun.answers;
  end if;
  perform hold_switching();`,
  decides: `
  routes := decide_routes(batch -> 'routes', now_ms);`,
  route: ", routes[(verb ->> 'route')::int]",
  settle: `settle_challenge(jsonb_populate_record(null::settle_request, verb), now_ms);
        done.outcome := verb ->> 'outcome'`,
  collects: `
    outcomes := outcomes || done.outcome;`,
  writes: `
  perform write_events(begun.stream, batch -> 'events', outcomes, now_ms);`,
  answers: ` || '],"routes":['
      || coalesce((select string_agg(shown::text, ',') from unnest(routes)), '')`,
}

/**
 * The same, by switches and with events. What the verbs need to know of switches is read once for all of
 * them, at their time, and holds until the commit. An event says what its verb came to, and is written in the
 * stream of the lane.
 */
export const runBatchOnRecord = runBatchOf(onRecord)

const withGrants = {
  ...onRecord,
  locks: `
  if batch ? 'users' then
    perform lock_users(batch -> 'users');
  end if;`,
  collects: `${onRecord.collects}
    for n in 1 .. coalesce((verb ->> 'further')::int, 0) loop
      outcomes := outcomes || done.further[n];
    end loop;`,
}

/**
 * The same, and attempts may open something. Users that one of them may touch are locked behind the
 * challenges, in the order of their ids. Behind its own event a verb may have further ones, as many as it
 * says: each has an outcome, or is not written.
 */
export const runBatchWithGrants = runBatchOf(withGrants)

const inGroups = {
  ...withGrants,
  declares: `${onRecord.declares}
  members group_done;`,
  group: `
      when 'group' then
        members := run_group(verb, now_ms, units, routes);
        units := members.units;
        outcomes := outcomes || members.outcomes;
        verb_answers := verb_answers || members.answers;
        continue;`,
}

/**
 * The same, and verbs that are not in each other's way come as groups. A group answers and collects for
 * each of its verbs. Programs from before send none.
 */
export const runBatchInGroups = runBatchOf(inGroups)

/** The same, and a hand-over that was settled before has no outcome, and so no second event. */
export const runBatchSettlingOnce = runBatchOf({
  ...inGroups,
  settle: `settle_challenge(jsonb_populate_record(null::settle_request, verb), now_ms);
        done.outcome := case when done.answer ->> 'kind' = 'settled' then verb ->> 'outcome' end`,
})
