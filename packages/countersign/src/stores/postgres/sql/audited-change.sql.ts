/**
 * Begins an operator's verb: one after the other, because each goes on in stream 0.
 *
 * Exactly once: a verb that made a change keeps its answer, by the id of its event, in the transaction
 * of the change. If it comes again, because nobody heard what became of it, it waits here for the
 * first run to end and gets its answer. Null if it was not run, or changed nothing.
 */
export const beginChange = /* sql */ `
create function begin_change(draft audit_draft) returns json
language plpgsql as $$
declare
  known json;
begin
  -- every answer must survive a power cut, whatever this database does for others
  if current_setting('synchronous_commit') = 'off' then
    perform set_config('synchronous_commit', 'on', true);
  end if;
  perform 1 from audit_streams where stream = 0 for update;
  if not found then
    raise exception 'the stream of operators is missing' using errcode = 'CS004';
  end if;
  select answer into known from audited_changes where event_id = draft.event_id;
  return known;
end
$$;`

/**
 * Ends a verb that changed something: writes its event down behind the last one of stream 0, and keeps
 * the answer for an hour. After that nobody asks.
 */
export const endChange = /* sql */ `
create function end_change(draft audit_draft, outcome text, now_ms bigint, change_answer json)
returns json
language plpgsql as $$
declare
  place bigint;
begin
  update audit_streams set last_n = last_n + 1 where stream = 0 returning last_n into strict place;
  perform write_event(draft, 0, place, now_ms, outcome);
  insert into audited_changes (event_id, answer, purge_at_ms)
  values (draft.event_id, change_answer, now_ms + 3600000);
  return change_answer;
end
$$;`

/** The answer of a verb that may have committed; null if it has not, and then it never will. */
export const knownChange = /* sql */ `
create function known_change(draft jsonb) returns json
language sql
set search_path from current
set lock_timeout = '3s'
as $$
select begin_change(jsonb_populate_record(null::audit_draft, draft))
$$;`
