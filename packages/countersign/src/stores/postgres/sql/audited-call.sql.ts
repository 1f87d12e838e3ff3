/**
 * Streams of the log for calls that are no part of a batch and that nobody but their callers waits
 * for. There are eight, because each is held until a commit; lanes have the numbers behind them.
 */
export const callStreams = /* sql */ `
insert into audit_streams (stream, last_n) select stream, 0 from generate_series(1, 8) stream
on conflict (stream) do nothing;`

/**
 * Begins a call: beside all others, unless it is the same one that was sent again.
 *
 * Exactly once: that of `begin_change`. Here the id of the event is what two runs of one call wait for.
 */
export const beginCall = /* sql */ `
create function begin_call(draft audit_draft) returns json
language plpgsql as $$
declare
  known json;
begin
  perform commit_durably();
  perform pg_advisory_xact_lock(('x' || encode(substr(draft.event_id, 1, 8), 'hex'))::bit(64)::bigint);
  select answer into known from audited_changes where event_id = draft.event_id;
  return known;
end
$$;`

/**
 * Ends a call that changed something: `end_change` in one of eight streams, whose row is locked last, so
 * that nobody who waits for anything else holds it.
 */
export const endCall = /* sql */ `
create function end_call(draft audit_draft, outcome text, now_ms bigint, call_answer json) returns json
language plpgsql as $$
declare
  own_stream bigint := 1 + (get_byte(draft.event_id, 0) & 7);
  place bigint;
begin
  insert into audited_changes (event_id, answer, purge_at_ms)
  values (draft.event_id, call_answer, now_ms + 3600000);
  update audit_streams set last_n = last_n + 1 where stream = own_stream
  returning last_n into strict place;
  perform write_event(draft, own_stream, place, now_ms, outcome);
  return call_answer;
end
$$;`
