/** The cool-down is as before, unless another code was sent since. */
const coolDownAsBefore = /* sql */ `
  sent_at_ms = case when sent_at_ms = :taken_at then previous_sent_at_ms else sent_at_ms end`

/** The hand-over failed for certain: the code that was alone dies. */
export const undoFresh = /* sql */ `
update challenges set
  code_hash = null,
  expires_at_ms = 0,
  ${coolDownAsBefore.trim()}
where id = :id and lookup = :lookup
  and code_hash is not null and code_salt = :salt and verified_at_ms is null
returning 1 as undone`

/** The hand-over failed for certain: the new code dies, the one that was valid stays so. */
export const undoBeside = /* sql */ `
update challenges set
  next_code_hash = null,
  ${coolDownAsBefore.trim()}
where id = :id and lookup = :lookup
  and next_code_hash is not null and next_code_salt = :salt
returning 1 as undone`

/** Gives the recipient's own limits back what the hand-over had taken at that moment. */
export const giveBackRecipientLimits = /* sql */ `
update challenges set windows = windows_give_back(windows, :claims, :taken_at)
where id = :id and lookup = :lookup`
