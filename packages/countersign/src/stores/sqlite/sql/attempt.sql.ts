/**
 * Counts one attempt and compares, in this order of effect: the count stands whatever the comparison
 * says, and both become durable together, before anybody learns the answer.
 *
 * Guarantee: only a code that is neither used up, nor used, nor expired is ever compared, and only
 * the first right attempt finds `verified_at_ms is null`; so there are at most `max_attempts`
 * comparisons and one success. A recipient who has used up the failure budget is not compared at all.
 * A link is compared like the code that it stands for, and as the same attempt. No row changed means that
 * nothing was compared.
 *
 * The challenge knows its newest proof, so that this can follow it to a new name.
 */
export const countAndCompare = /* sql */ `
update challenges set
  attempts = attempts + 1,
  verified_at_ms = case
    when code_matches(
      case when :is_link then link_hash else code_hash end, code_salt, code_key_id, :candidates,
      next_code_hash is not null, attempts + 1 >= max_attempts
    ) then :now
  end,
  proof_id = case when code_matched() then coalesce(:proof_id, proof_id) else proof_id end
where id = :id and lookup = :lookup
  and code_hash is not null and verified_at_ms is null
  and expires_at_ms > :now and attempts < max_attempts
  and (next_code_hash is null or next_settle_by_ms > :now or next_expires_at_ms <= :now)
  and not exists (
    select 1 from failures
    where failures.id = :recipient_id and failures.lookup = :recipient_hash
      and (in_a_row >= :in_a_row_max or not windows_admit(failures.windows, :budget, :now, 1))
  )`

/** A success ends every code of the challenge, also one that is still on its way. */
export const dropNext = /* sql */ `
update challenges set next_code_hash = null
where id = :id and lookup = :lookup`

/** Takes one from the recipient's own limits on verifying, whether a code is outstanding or not. */
export const takeRecipientLimits = /* sql */ `
insert into challenges (id, lookup, purpose, recipient_hash, recipient_key_id, windows, purge_at_ms)
values (:id, :lookup, :purpose, :recipient_hash, :recipient_key_id, :first_windows, :purge_at)
on conflict (id) do update set
  windows = windows_taken(),
  purge_at_ms = max(purge_at_ms, excluded.purge_at_ms)
where lookup = excluded.lookup
  and windows_admit(windows, :claims, :now, 1)`

/** Why a statement refused. Read inside the same transaction. */
export const readChallenge = /* sql */ `
select code_hash is not null as has_code, verified_at_ms is not null as used,
  attempts, max_attempts, expires_at_ms, sent_at_ms, windows
from challenges
where id = :id and lookup = :lookup`
