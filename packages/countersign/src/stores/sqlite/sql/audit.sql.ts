/** The place of the next event: a look at the end of the table. */
export const nextPosition = /* sql */ `
select coalesce(max(n), 0) + 1 as n from audit_events`

/** How far the log has come: a look at the end of the table. */
export const lastPosition = /* sql */ `
select coalesce(max(n), 0) as n from audit_events`

/**
 * Writes an event down at the place that it was closed for.
 *
 * Guarantee: it runs in the transaction of the change that it tells of, which holds the write lock
 * since before the place was read. So positions have no gaps, and there is no change without its event.
 */
export const insertEvent = /* sql */ `
insert into audit_events (
  n, at_ms, type, outcome, facts, person, commitment, event_id, key_id, mac
) values (
  :n, :at, :type, :outcome, :facts, :person, :commitment, :event_id, :key_id, :mac
)`

const isAbout = /* sql */ `person is not null and exists (
  select 1 from json_each(:prefixes) where substr(person, 1, length(value)) = value
)`

/**
 * Newest events, behind the last one of the page before. Times are told by the index; what else is
 * asked for is looked at row by row.
 */
export const listEvents = /* sql */ `
select * from audit_events
where at_ms <= :before_at and (at_ms, n) < (:before_at, :before_n)
  and at_ms >= :from_ms and at_ms < :to_ms
  and (:types is null or type in (select value from json_each(:types)))
  and (:prefixes is null or (${isAbout}))
order by at_ms desc, n desc
limit :rows_at_most`

/** Events behind a position. */
export const readEvents = /* sql */ `
select * from audit_events where n > :after order by n limit :rows_at_most`

/** Where the events about these persons are. */
export const findPersons = /* sql */ `
select n from audit_events where ${isAbout} order by n`

/**
 * Forgets who these events are about.
 *
 * Guarantee: it runs in the transaction that writes down which events these are. `commitment` stays,
 * so the event still verifies.
 */
export const forgetPersons = /* sql */ `
update audit_events set person = null where ${isAbout}
returning 1 as forgotten`
