const undoFreshOf = (coolDown: string) => /* sql */ `
update challenges set
  code_hash = null,
  expires_at_ms = 0,
  ${coolDown}
where id = request.id and lookup = request.lookup
  and code_hash is not null and code_salt = request.code_salt and verified_at_ms is null`

const undoBesideOf = (coolDown: string) => /* sql */ `
update challenges set
  next_code_hash = null,
  ${coolDown}
where id = request.id and lookup = request.lookup
  and next_code_hash is not null and next_code_salt = request.code_salt`

const coolDownAsBefore = 'sent_at_ms = previous_sent_at_ms'

const ownCoolDownAsBefore =
  'sent_at_ms = case when sent_at_ms = request.opened_at_ms then previous_sent_at_ms else sent_at_ms end'

/** The hand-over failed for certain: the code that was alone dies, the cool-down is as before. */
export const undoFresh = undoFreshOf(coolDownAsBefore)

/** The same, but the cool-down stays if another code was sent since. */
export const undoOwnFresh = undoFreshOf(ownCoolDownAsBefore)

/** The hand-over failed for certain: the new code dies, the one that was valid stays so. */
export const undoBeside = undoBesideOf(coolDownAsBefore)

/** The same, but the cool-down stays if another code was sent since. */
export const undoOwnBeside = undoBesideOf(ownCoolDownAsBefore)

/** Gives the recipient's own limits back what the hand-over had taken at that moment. */
export const giveBackRecipientLimits = /* sql */ `
update challenges set windows = windows_give_back(windows, request.claims, request.opened_at_ms)
where id = request.id and lookup = request.lookup`
