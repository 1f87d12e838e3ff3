/**
 * Counts one wrong code against the recipient, in the transaction that compared it.
 *
 * Guarantee: nothing but a success or the passing of time lowers the count, whatever becomes of the
 * code or the purpose. A recipient that is closed is never purged.
 */
export const countFailure = /* sql */ `
insert into failures (id, lookup, windows, in_a_row, purge_at_ms)
values (
  :recipient_id, :recipient_hash, windows_take(null, :budget, :now, 1), 1,
  case when 1 >= :in_a_row_max then :never else :forget_at end
)
on conflict (id) do update set
  windows = windows_take(windows, :budget, :now, 1),
  in_a_row = in_a_row + 1,
  purge_at_ms = case when in_a_row + 1 >= :in_a_row_max then :never else :forget_at end
where lookup = excluded.lookup
returning in_a_row`

/** A success clears the count. */
export const clearFailures = /* sql */ `
delete from failures
where id = :recipient_id and lookup = :recipient_hash`
