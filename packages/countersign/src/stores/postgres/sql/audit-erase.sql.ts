/** Where the events about these persons are. They stay as they are until this transaction ends. */
export const findPersons = /* sql */ `
create function find_persons(prefixes text[]) returns table (stream bigint, n bigint)
language sql
set search_path from current
set lock_timeout = '3s'
as $$
select audit_events.stream, audit_events.n from audit_events
where person is not null
  and exists (select 1 from unnest(prefixes) prefix where starts_with(person, prefix))
order by audit_events.stream, audit_events.n
for update of audit_events
$$;`

/**
 * The same behind what a look without locks has seen, which is little: so whoever holds rows of these persons
 * does not hold them for as long as it takes to read the whole log.
 */
export const findPersonsSince = /* sql */ `
create function find_persons_since(prefixes text[], streams bigint[], lasts bigint[])
returns table (stream bigint, n bigint)
language sql
set search_path from current
set lock_timeout = '3s'
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
select audit_events.stream, audit_events.n
from audit_streams
left join unnest(streams, lasts) seen (stream, last) on seen.stream = audit_streams.stream
join audit_events
  on audit_events.stream = audit_streams.stream and audit_events.n > coalesce(seen.last, 0)
where audit_streams.last_n > coalesce(seen.last, 0)
  and person is not null
  and exists (select 1 from unnest(prefixes) prefix where starts_with(person, prefix))
order by audit_events.stream, audit_events.n
for update of audit_events
$$;`

/**
 * Forgets who these events are about.
 *
 * Guarantee: it runs in the transaction that writes down which ones they are.
 * `commitment` stays, so they still verify.
 */
export const forgetPersons = /* sql */ `
create function forget_persons(streams bigint[], positions bigint[]) returns void
language sql
set search_path from current
as $$
update audit_events set person = null
from unnest(streams, positions) erased (stream, n)
where audit_events.stream = erased.stream and audit_events.n = erased.n
$$;`
