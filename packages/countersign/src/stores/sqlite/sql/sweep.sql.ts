/** Tables whose rows end, and what says when. A row without an end stays. */
export const sweptTables = {
  challenges: 'purge_at_ms',
  limits: 'purge_at_ms',
  failures: 'purge_at_ms',
  requests: 'purge_at_ms',
  switches: 'ends_at_ms',
  admin_links: 'expires_at_ms',
  admin_sessions: 'expires_at_ms',
  proofs: 'expires_at_ms',
  sessions: 'min(expires_at_ms, seen_at_ms + idle_ms)',
} as const

/** One of {@link sweptTables}. */
export type SweptTable = keyof typeof sweptTables

/** The next rows to look at, in the order in which they are stored: no index to keep for it. */
export const nextRows = (table: SweptTable) => /* sql */ `
select count(*) as examined, cast(max(row) as text) as last_row
from (
  select rowid as row from ${table}
  where rowid > cast(:after as integer) order by rowid limit :rows_at_most
)`

/**
 * Removes the rows among them that have ended.
 *
 * Guarantee: a row that was taken up again meanwhile has a later end and stays.
 */
export const removeEnded = (table: SweptTable) => /* sql */ `
delete from ${table}
where rowid > cast(:after as integer) and rowid <= cast(:last_row as integer)
  and ${sweptTables[table]} <= :now
returning 1 as removed`
