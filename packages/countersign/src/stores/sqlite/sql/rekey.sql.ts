/**
 * Every statement here moves a row to the name that a new key gives it.
 *
 * Guarantee: where something is kept under the new name already (`or ignore`: the primary key stands in
 * the way) nothing is changed; and a row that another process has moved is not there to be moved again.
 */
const moved = (table: string, changes: string) => /* sql */ `
update or ignore ${table} set id = :to_id, lookup = :to_lookup${changes}
where id = :from_id and lookup = :from_lookup
returning 1 as moved`

/** Moves a limit with all that was taken from it. */
export const moveLimit = moved('limits', '')

/** Moves the failures of a recipient. */
export const moveFailures = moved('failures', '')

/** Moves a request with its answer. */
export const moveRequest = moved('requests', '')

/** A challenge's own columns hold two names more. Says which proof it gave last. */
export const moveChallenge = `${moved(
  'challenges',
  ', recipient_hash = :to_recipient, recipient_key_id = :to_key_id',
)}, proof_id`

/**
 * Has the newest proof of a challenge follow it. Older ones are found under every key of the ring, and no
 * index is kept for those few minutes.
 *
 * Guarantee: a proof of somebody else that was given the number of one that has ended stays as it is.
 */
export const moveProof = /* sql */ `
update proofs set recipient_hash = :to_recipient
where id = :proof_id and recipient_hash = :from_recipient`

/** Moves the contact of a user. */
export const moveContact = (kind: string) => /* sql */ `
update or ignore users set ${kind}_hash = :to_recipient where ${kind}_hash = :from_recipient`

/** Moves the suppressions of a recipient. */
export const moveSuppressions = /* sql */ `
update or ignore suppressions set recipient_hash = :to_recipient, recipient_key_id = :to_key_id
where recipient_hash = :from_recipient`

/**
 * What the request asked for is hashed with the key as well.
 *
 * Guarantee: only the hash of this very request is replaced, so that another request with its key is
 * still told from it.
 */
export const renameRequestBody = /* sql */ `
update requests set body_hash = :to_body
where id = :to_id and lookup = :to_lookup and body_hash = :from_body`

/**
 * Has deliveries that may still be handed over follow their challenge. They are among the last ones, so
 * no index is kept for this: the rows are walked from the end.
 */
export const moveDeliveries = /* sql */ `
update deliveries
set challenge_id = :to_id, recipient_hash = :to_recipient, recipient_key_id = :to_key_id
where id > coalesce(
    (select id from deliveries where created_at_ms <= :over order by id desc limit 1), 0
  )
  and challenge_id = :from_id and recipient_hash = :from_recipient`
