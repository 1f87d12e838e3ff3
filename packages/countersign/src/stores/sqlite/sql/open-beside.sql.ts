/**
 * Writes a new code down beside one that is still good, which stays the valid one until the
 * provider has accepted the new one.
 *
 * Guarantee: the guards of `open-fresh`, and attempts must be left on the earlier code. No row
 * changed means refused.
 */
export const openBeside = /* sql */ `
update challenges set
  next_code_hash = :code_hash,
  next_code_salt = :code_salt,
  next_code_key_id = :code_key_id,
  next_link_hash = :link_hash,
  next_max_attempts = :max_attempts,
  next_expires_at_ms = :expires_at,
  next_settle_by_ms = :settle_by,
  previous_sent_at_ms = sent_at_ms,
  sent_at_ms = :now,
  windows = windows_taken(),
  purge_at_ms = max(purge_at_ms, :purge_at)
where id = :id and lookup = :lookup
  and code_hash is not null and verified_at_ms is null
  and expires_at_ms > :now and attempts < max_attempts
  and coalesce(sent_at_ms, 0) + :resend_ms <= :now
  and windows_admit(windows, :claims, :now, 1)`
