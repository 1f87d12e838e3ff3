/**
 * Takes that many from every limit of a key, or nothing: one for each verb of the batch that asks.
 *
 * Guarantee: `windows_admit` reads the row that the same statement changes, under the write lock, so
 * no interleaving takes more than a limit allows; nor does the first of all takes. No row back means
 * refused.
 */
export const takeLimits = /* sql */ `
insert into limits (id, lookup, windows, purge_at_ms)
select :id, :lookup, :first_windows, :purge_at
where :how_many <= :least_max
on conflict (id) do update set
  windows = windows_take(windows, :claims, :now, :how_many),
  purge_at_ms = max(purge_at_ms, excluded.purge_at_ms)
where lookup = excluded.lookup
  and windows_admit(windows, :claims, :now, :how_many)
returning windows`

/** Gives back, before the commit, what no verb of the batch came to use. */
export const untakeLimits = /* sql */ `
update limits set windows = windows_untake(windows, :claims, :how_many)
where id = :id and lookup = :lookup`
