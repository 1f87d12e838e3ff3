/**
 * Takes one from every limit of a key, or nothing.
 *
 * Guarantee: `windows_admit` reads the row that the same statement changes, under the write lock, so
 * no interleaving takes more than a limit allows. No row back means refused.
 */
export const takeLimits = /* sql */ `
insert into limits (id, lookup, windows, purge_at_ms)
values (:id, :lookup, windows_take(null, :claims, :now), :purge_at)
on conflict (id) do update set
  windows = windows_take(windows, :claims, :now),
  purge_at_ms = max(purge_at_ms, excluded.purge_at_ms)
where lookup = excluded.lookup
  and windows_admit(windows, :claims, :now)
returning windows`
