/**
 * Takes one from every limit of a key, or nothing. The row was made, if it was missing, and locked
 * before the verbs began.
 *
 * Guarantee: `windows_admit` reads the row that the same statement changes, under its lock, so no
 * interleaving takes more than a limit allows. No row back means refused.
 */
export const takeLimit = /* sql */ `
update limits set
  windows = windows_take(windows, key.claims, now_ms),
  purge_at_ms = greatest(purge_at_ms, now_ms + key.keep_ms)
where id = key.id and lookup = key.lookup
  and windows_admit(windows, key.claims, now_ms)
returning windows`

/**
 * Takes one from one of the eight rows of a limit that everybody takes from, unless another
 * transaction holds that row: then the next one is tried, and nobody waits.
 *
 * Guarantee: that of {@link takeLimit}, for this row's part of the limit.
 */
export const takeShard = /* sql */ `
update limits set
  windows = windows_take(windows, part, now_ms),
  purge_at_ms = greatest(purge_at_ms, now_ms + key.keep_ms)
where id = (
    select id from limits where id = key.id # shard and lookup = key.lookup for update skip locked
  )
  and windows_admit(windows, part, now_ms)
returning windows`

/** Why {@link takeLimit} refused: the windows as they stand. */
export const readLimit = /* sql */ `
select windows from limits where id = key.id and lookup = key.lookup`

/** Takes back what this transaction took a moment ago, from a row that it still holds. */
export const untakeLimit = /* sql */ `
update limits set windows = windows_untake(windows, part)
where id = key.id # shard and lookup = key.lookup`
