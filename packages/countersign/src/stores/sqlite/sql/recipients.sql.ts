/** Forgets the failures of a recipient. */
export const forgetFailures = /* sql */ `
delete from failures where id = :id and lookup = :lookup
returning 1 as forgotten`

/**
 * Ends a code whose attempts are used up, and with it the lock until its end.
 *
 * Guarantee: no code gets a further attempt: it is gone, and another must be asked for.
 */
export const endLockedCode = /* sql */ `
update challenges set code_hash = null, expires_at_ms = 0
where id = :id and lookup = :lookup
  and code_hash is not null and verified_at_ms is null
  and attempts >= max_attempts and expires_at_ms > :now
returning 1 as ended`

const hasCode = /* sql */ `(
  code_hash is not null and verified_at_ms is null
  and attempts < max_attempts and expires_at_ms > :now
)`

const hasNext = /* sql */ `(next_code_hash is not null and next_expires_at_ms > :now)`

/** A next code that nobody settled in time has taken the place of the one before. */
const countCodes = /* sql */ `
select coalesce(sum((${hasCode} and not (${hasNext} and next_settle_by_ms <= :now)) + ${hasNext}), 0) as outstanding
from challenges where (${hasCode} or ${hasNext})`

/**
 * Ends the code that verifies and the one on its way. A lock and the cool-down stay as they are.
 *
 * Guarantee: nothing brings either of them back: what settles or promotes looks for a code that is there.
 */
const endCodes = /* sql */ `
update challenges set code_hash = null, expires_at_ms = 0, next_code_hash = null
where (${hasCode} or ${hasNext})`

const ofOne = /* sql */ `and id = :id and lookup = :lookup`

/** How many codes everybody has outstanding. */
export const countAllCodes = countCodes

/** Ends everybody's codes. */
export const endAllCodes = endCodes

/** How many codes one challenge has outstanding. */
export const countCodesOf = `${countCodes} ${ofOne}`

/** Ends the codes of one challenge. */
export const endCodesOf = `${endCodes} ${ofOne}`
