/** The hand-over failed for certain: the code that was alone dies, the cool-down is as before. */
export const undoFresh = /* sql */ `
update challenges set
  code_hash = null,
  expires_at_ms = 0,
  sent_at_ms = previous_sent_at_ms
where id = request.id and lookup = request.lookup
  and code_hash is not null and code_salt = request.code_salt and verified_at_ms is null`

/** The hand-over failed for certain: the new code dies, the one that was valid stays so. */
export const undoBeside = /* sql */ `
update challenges set
  next_code_hash = null,
  sent_at_ms = previous_sent_at_ms
where id = request.id and lookup = request.lookup
  and next_code_hash is not null and next_code_salt = request.code_salt`

/** Gives the recipient's own limits back what the hand-over had taken at that moment. */
export const giveBackRecipientLimits = /* sql */ `
update challenges set windows = windows_give_back(windows, request.claims, request.opened_at_ms)
where id = request.id and lookup = request.lookup`
