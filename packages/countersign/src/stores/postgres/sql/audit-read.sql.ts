/**
 * Newest events, behind the last one of the page before. Times are told by the index; what else is
 * asked for is looked at row by row, and what is not asked for falls out of the plan.
 */
export const listEvents = /* sql */ `
create function list_events(
  before_at bigint, before_stream bigint, before_n bigint,
  wanted_types text[], prefixes text[], from_ms bigint, to_ms bigint, rows_at_most int
) returns setof audit_events
language plpgsql stable
set search_path from current
set plan_cache_mode = 'force_custom_plan'
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  return query
    select * from audit_events
    where at_ms <= before_at
      and (at_ms, stream, n) < (before_at, before_stream, before_n)
      and at_ms >= from_ms and at_ms < to_ms
      and (wanted_types is null or type = any (wanted_types))
      and (prefixes is null or exists (
        select 1 from unnest(prefixes) prefix where starts_with(person, prefix)
      ))
    order by at_ms desc, stream desc, n desc
    limit rows_at_most;
end
$$;`

/** Events of a stream behind a position. */
export const readEvents = /* sql */ `
create function read_events(stream_id bigint, after bigint, rows_at_most int)
returns setof audit_events
language sql stable
set search_path from current
set enable_seqscan = off
as $$
select * from audit_events where stream = stream_id and n > after order by n limit rows_at_most
$$;`

/** How far the writers of all streams have come: one small row for each, and no look at an event. */
export const listHeads = /* sql */ `
create function list_heads() returns setof audit_streams
language sql stable
set search_path from current
as $$
select * from audit_streams where last_n > 0
$$;`

/** Every stream that has an event, whoever wrote it: a look at the key for each. */
export const listStreams = /* sql */ `
create function list_streams() returns table (stream bigint)
language sql stable
set search_path from current
set enable_seqscan = off
as $$
with recursive streams as (
  select min(audit_events.stream) as stream from audit_events
  union all
  select (select min(audit_events.stream) from audit_events where audit_events.stream > streams.stream)
  from streams where streams.stream is not null
)
select stream from streams where stream is not null
$$;`
