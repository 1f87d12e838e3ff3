const takeOver = /* sql */ `
update challenges set
  code_hash = next_code_hash,
  code_salt = next_code_salt,
  code_key_id = next_code_key_id,
  link_hash = next_link_hash,
  attempts = 0,
  max_attempts = next_max_attempts,
  expires_at_ms = next_expires_at_ms,
  verified_at_ms = null,
  next_code_hash = null`

/** The provider has the new code, or may have it: it becomes the valid one and the old one dies. */
export const promoteSettled = /* sql */ `
${takeOver}
where id = :id and lookup = :lookup
  and next_code_hash is not null and next_code_salt = :salt`

/**
 * Nobody settled the hand-over in time (a crash), or the old code is no good any more: the new code
 * becomes the valid one.
 */
export const promoteDue = /* sql */ `
${takeOver}
where id = :id and lookup = :lookup
  and next_code_hash is not null and next_expires_at_ms > :now
  and (
    next_settle_by_ms <= :now
    or code_hash is null or verified_at_ms is not null
    or attempts >= max_attempts or expires_at_ms <= :now
  )`
