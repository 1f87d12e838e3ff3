/**
 * Takes that many from every limit of a key, or nothing. The row was made, if it was missing, and
 * locked before.
 *
 * Guarantee: `windows_admit` reads the row that the same statement changes, under its lock, so no
 * interleaving takes more than a limit allows. No row back means refused.
 */
export const takeLimit = /* sql */ `
update limits set
  windows = windows_take(windows, key.claims, now_ms, how_many),
  purge_at_ms = greatest(purge_at_ms, now_ms + key.keep_ms)
where id = key.id and lookup = key.lookup
  and windows_admit(windows, key.claims, now_ms, how_many)
returning windows`

/** Why {@link takeLimit} refused: the windows as they stand, and how many they admit. */
export const readLimit = /* sql */ `
select windows, windows_room(windows, key.claims, now_ms)
from limits where id = key.id and lookup = key.lookup`

/**
 * Takes that many from one of the eight rows of a limit that everybody takes from, unless another
 * transaction holds that row: then the next one is tried, and nobody waits.
 *
 * Guarantee: that of {@link takeLimit}, for this row's part of the limit.
 */
export const takeShard = /* sql */ `
update limits set
  windows = windows_take(windows, part, now_ms, how_many),
  purge_at_ms = greatest(purge_at_ms, now_ms + key.keep_ms)
where id = (
    select id from limits where id = key.id # shard and lookup = key.lookup for update skip locked
  )
  and windows_admit(windows, part, now_ms, how_many)
returning windows`

/** How many such a row admits; null if it is held or missing. */
export const readShard = /* sql */ `
select windows_room(windows, part, now_ms)
from limits where id = key.id # shard and lookup = key.lookup
for update skip locked`

/** Takes back what this transaction took a moment ago, from a row that it still holds. */
export const untakeLimit = /* sql */ `
update limits set windows = windows_untake(windows, part, how_many)
where id = key.id # shard and lookup = key.lookup
returning windows`
