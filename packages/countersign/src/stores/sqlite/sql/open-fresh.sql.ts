/**
 * Writes a new code down where no earlier one is good any more.
 *
 * Guarantee: refused while the challenge is locked (all attempts used, not expired), while the
 * cool-down runs, when a limit of the recipient is used up, and while an earlier code is still good
 * or on its way (then it is `open-beside` that writes). No row changed means refused.
 * A new row begins with `first_windows`, one already taken.
 */
export const openFresh = /* sql */ `
insert into challenges (
  id, lookup, purpose, recipient_hash, recipient_key_id, recipient_masked,
  code_hash, code_salt, code_key_id, link_hash, max_attempts, expires_at_ms,
  sent_at_ms, windows, purge_at_ms
) values (
  :id, :lookup, :purpose, :recipient_hash, :recipient_key_id, :recipient_masked,
  :code_hash, :code_salt, :code_key_id, :link_hash, :max_attempts, :expires_at,
  :now, :first_windows, :purge_at
)
on conflict (id) do update set
  recipient_masked = excluded.recipient_masked,
  code_hash = excluded.code_hash,
  code_salt = excluded.code_salt,
  code_key_id = excluded.code_key_id,
  link_hash = excluded.link_hash,
  attempts = 0,
  max_attempts = excluded.max_attempts,
  expires_at_ms = excluded.expires_at_ms,
  verified_at_ms = null,
  next_code_hash = null,
  previous_sent_at_ms = sent_at_ms,
  sent_at_ms = excluded.sent_at_ms,
  windows = windows_taken(),
  purge_at_ms = max(purge_at_ms, excluded.purge_at_ms)
where lookup = excluded.lookup
  and (code_hash is null or verified_at_ms is not null or expires_at_ms <= :now)
  and (next_code_hash is null or next_expires_at_ms <= :now)
  and coalesce(sent_at_ms, 0) + :resend_ms <= :now
  and windows_admit(windows, :claims, :now, 1)`
