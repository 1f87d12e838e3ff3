/** Tables whose rows end. Each has a function of its own. */
export const sweptTables = [
  'challenges',
  'limits',
  'failures',
  'requests',
  'lanes',
  'audited_changes',
  'switches',
  'admin_links',
  'admin_sessions',
  'proofs',
  'sessions',
] as const

/**
 * Looks at the next rows in the order of the primary key and removes those that have ended. A row
 * without an end stays.
 *
 * Guarantee: a row that another transaction holds is left alone, so nobody waits for the sweep, and a
 * row that was taken up again meanwhile has a later end and stays.
 */
export const sweepTable = (table: (typeof sweptTables)[number], end: string) => /* sql */ `
create function sweep_${table}(after bigint, rows_at_most int, clock_ms bigint)
returns table (examined bigint, removed bigint, last_id text)
language sql
set search_path from current
set lock_timeout = '3s'
set enable_seqscan = off
as $$
with seen as materialized (
  select id, ${end} from ${table} where id > after order by id limit rows_at_most
),
removed as (
  delete from ${table} where id in (
    select id from ${table}
    where id in (select id from seen) and ${end} <= coalesce(clock_ms, server_ms())
    for update skip locked
  )
  returning 1
)
select (select count(*) from seen), (select count(*) from removed), (select max(id)::text from seen)
$$;`
