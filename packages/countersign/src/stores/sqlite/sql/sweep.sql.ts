/** Tables whose rows end. */
export const sweptTables = ['challenges', 'limits', 'failures', 'requests'] as const

/** The next rows to look at, in the order of the primary key: no index to keep for it. */
export const nextRows = (table: (typeof sweptTables)[number]) => /* sql */ `
select count(*) as examined, cast(max(id) as text) as last_id
from (select id from ${table} where id > cast(:after as integer) order by id limit :rows_at_most)`

/**
 * Removes the rows among them that have ended.
 *
 * Guarantee: a row that was taken up again meanwhile has a later end and stays.
 */
export const removeEnded = (table: (typeof sweptTables)[number]) => /* sql */ `
delete from ${table}
where id > cast(:after as integer) and id <= cast(:last_id as integer) and purge_at_ms <= :now
returning 1 as removed`
