const openBesideOf = (link = '') => /* sql */ `
update challenges set
  next_code_hash = request.code_hash,
  next_code_salt = request.code_salt,
  next_code_key_id = request.code_key_id,
${link}  next_max_attempts = request.max_attempts,
  next_expires_at_ms = now_ms + request.ttl_ms,
  next_settle_by_ms = now_ms + request.settle_within_ms,
  previous_sent_at_ms = sent_at_ms,
  sent_at_ms = now_ms,
  windows = windows_take(windows, request.claims, now_ms),
  purge_at_ms = greatest(purge_at_ms, now_ms + request.keep_ms)
where id = request.id and lookup = request.lookup
  and code_hash is not null and verified_at_ms is null
  and expires_at_ms > now_ms and attempts < max_attempts
  and coalesce(sent_at_ms, 0) + request.resend_ms <= now_ms
  and windows_admit(windows, request.claims, now_ms)
returning windows`

/**
 * Writes a new code down beside one that is still good, which stays the valid one until the
 * provider has accepted the new one.
 *
 * Guarantee: the guards of `open-fresh`, and attempts must be left on the earlier code. No row back
 * means refused.
 */
export const openBeside = openBesideOf()

/** The same, with the link that stands for the code, or none. */
export const openBesideWithLink = openBesideOf('  next_link_hash = request.link_hash,\n')
