const takeOverOf = (link = '') => /* sql */ `
update challenges set
  code_hash = next_code_hash,
  code_salt = next_code_salt,
  code_key_id = next_code_key_id,
${link}  attempts = 0,
  max_attempts = next_max_attempts,
  expires_at_ms = next_expires_at_ms,
  verified_at_ms = null,
  next_code_hash = null`

const takeOver = takeOverOf()

/** The link of a code goes with it, and so does there being none. */
export const takeOverWithLink = takeOverOf('  link_hash = next_link_hash,\n')

const promoteSettledOf = (promotion: string) => /* sql */ `
${promotion}
where id = request.id and lookup = request.lookup
  and next_code_hash is not null and next_code_salt = request.code_salt`

const promoteDueOf = (promotion: string) => /* sql */ `
${promotion}
where id = request.id and lookup = request.lookup
  and next_code_hash is not null and next_expires_at_ms > now_ms
  and (
    next_settle_by_ms <= now_ms
    or code_hash is null or verified_at_ms is not null
    or attempts >= max_attempts or expires_at_ms <= now_ms
  )`

/** The provider has the new code, or may have it: it becomes the valid one and the old one dies. */
export const promoteSettled = promoteSettledOf(takeOver)

/** The same, with its link. */
export const promoteSettledWithLink = promoteSettledOf(takeOverWithLink)

/**
 * Nobody settled the hand-over in time (a crash), or the old code is no good any more: the new code
 * becomes the valid one.
 */
export const promoteDue = promoteDueOf(takeOver)

/** The same, with its link. */
export const promoteDueWithLink = promoteDueOf(takeOverWithLink)
