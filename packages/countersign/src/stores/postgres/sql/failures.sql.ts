/**
 * Counts one wrong code against the recipient, in the transaction that compared it.
 *
 * Guarantee: nothing but a success or the passing of time lowers the count, whatever becomes of the
 * code or the purpose. A recipient that is closed is never purged.
 *
 * The budget is minded once more here, for a first failure that another transaction has counted
 * since: no row back means that the attempt should not have been compared.
 */
export const countFailure = /* sql */ `
insert into failures (id, lookup, windows, in_a_row, purge_at_ms)
values (
  request.recipient_id, request.recipient_hash,
  windows_take('{}', request.budget, now_ms), 1,
  case when 1 >= request.in_a_row_max then 9007199254740991 else now_ms + request.remember_ms end
)
on conflict (id) do update set
  windows = windows_take(failures.windows, request.budget, now_ms),
  in_a_row = failures.in_a_row + 1,
  purge_at_ms = case
    when failures.in_a_row + 1 >= request.in_a_row_max then 9007199254740991
    else now_ms + request.remember_ms
  end
where failures.lookup = excluded.lookup
  and failures.in_a_row < request.in_a_row_max
  and windows_admit(failures.windows, request.budget, now_ms)
returning in_a_row`

/** A success clears the count. */
export const clearFailures = /* sql */ `
delete from failures
where id = request.recipient_id and lookup = request.recipient_hash`
