/**
 * Takes that many from every limit of a key, or nothing: one for each verb of the batch that asks.
 *
 * Guarantee: `windows_admit` reads the row that the same statement changes, under the write lock, so
 * no interleaving takes more than a limit allows. No row changed means refused. A new row begins with
 * `first_windows`, that many already taken: the caller asks for no more than an empty window admits.
 */
export const takeLimits = /* sql */ `
insert into limits (id, lookup, windows, purge_at_ms)
values (:id, :lookup, :first_windows, :purge_at)
on conflict (id) do update set
  windows = windows_taken(),
  purge_at_ms = max(purge_at_ms, excluded.purge_at_ms)
where lookup = excluded.lookup
  and windows_admit(windows, :claims, :now, :how_many)`

/** Gives back, before the commit, what no verb of the batch came to use. */
export const untakeLimits = /* sql */ `
update limits set windows = windows_untake(windows, :claims, :how_many)
where id = :id and lookup = :lookup`
