/**
 * Closes the events of a batch and writes them down, behind the last one of the lane's stream. A draft
 * whose verb has no outcome is left out. Programs from before send no drafts.
 *
 * Guarantee: that of `write_event`, which this is for many. The row of the stream is locked last and until the
 * commit: so positions have no gaps and are in the order of commits, and nobody who waits for
 * anything else holds it.
 */
export const writeEvents = /* sql */ `
create function write_events(own_stream bigint, drafts jsonb, outcomes text[], now_ms bigint)
returns void
language plpgsql as $$
declare
  how_many bigint := cardinality(array_remove(outcomes, null));
  before_first bigint;
begin
  if drafts is null or how_many = 0 then
    return;
  end if;
  update audit_streams set last_n = last_n + how_many where stream = own_stream
  returning last_n - how_many into strict before_first;
  insert into audit_events (
    stream, n, at_ms, type, outcome, facts, person, commitment, event_id, key_id, mac
  )
  select own_stream, n, now_ms, type, outcome, facts, person, commitment, event_id, key_id,
    event_mac(event_key, own_stream, n, now_ms, type, outcome, facts, commitment)
  from (
    select draft.*, before_first + row_number() over (order by place) as n,
      sha256(convert_to(person, 'UTF8')) as commitment
    from rows from (jsonb_populate_recordset(null::audit_draft, drafts), unnest(outcomes))
      with ordinality
      as draft (type, facts, person, event_id, key_id, event_key, outcome, place)
    where outcome is not null
  ) closed;
end
$$;`
