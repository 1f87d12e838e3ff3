/**
 * Moves on the next deliveries that nobody settled in time (a crash): that counts as unknown. It goes in
 * the order of their ids and ends before the first one whose time is not over. So what an earlier number
 * belongs to has been committed by then, or never will be.
 */
export const resolveDeliveries = /* sql */ `
create function resolve_deliveries(after bigint, rows_at_most int, unsettled text, clock_ms bigint)
returns table (examined bigint, resolved bigint, last_id text)
language sql
set search_path from current
set lock_timeout = '3s'
set enable_seqscan = off
as $$
with seen as materialized (
  select id, settle_by_ms from deliveries where id > after order by id limit rows_at_most
),
due as materialized (
  select id from seen
  where id < coalesce(
    (select min(id) from seen where settle_by_ms > coalesce(clock_ms, server_ms())),
    9223372036854775807
  )
),
moved as (
  update deliveries set
    state = 1, reason = unsettled, updated_at_ms = coalesce(clock_ms, server_ms())
  where id in (select id from due) and state = 0
  returning 1
)
select (select count(*) from due), (select count(*) from moved), (select max(id)::text from due)
$$;`

/**
 * Removes deliveries that have ended. They end in the order of their ids, so only the oldest are looked
 * at; what another transaction holds stays until the next time.
 */
export const removeEndedDeliveries = /* sql */ `
create function remove_ended_deliveries(rows_at_most int, clock_ms bigint) returns bigint
language sql
set search_path from current
set lock_timeout = '3s'
set enable_seqscan = off
as $$
with oldest as materialized (
  select id from deliveries order by id limit rows_at_most
),
removed as (
  delete from deliveries where id in (
    select id from deliveries
    where id in (select id from oldest) and purge_at_ms <= coalesce(clock_ms, server_ms())
    for update skip locked
  )
  returning 1
)
select count(*) from removed
$$;`
