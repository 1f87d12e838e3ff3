const moveForward = /* sql */ `
update deliveries set
  state = :state,
  reason = :reason,
  message_id = coalesce(message_id, :message_id),
  updated_at_ms = :now`

/**
 * Writes down what became of a delivery that this process made.
 *
 * Guarantee: a state is only ever replaced by a later one, so what a report said before stays. No row
 * changed means that the delivery has come as far already.
 */
export const moveSettled = /* sql */ `
${moveForward}
where id = :id and tag = :tag and state < :state`

/** Keeps the provider's name for a message that a report moved on before the provider's own answer. */
export const nameMessage = /* sql */ `
update deliveries set message_id = :message_id
where id = :id and tag = :tag and message_id is null
returning id`

/**
 * Moves the delivery that a report names by our own reference.
 *
 * Guarantee: both parts of the reference and the integration must be right, and the state a later one:
 * so reports may be replayed, come in any order, or name what is not theirs. No row back means that
 * nothing has happened.
 */
export const moveReferred = /* sql */ `
${moveForward}
where id = :id and tag = :tag and integration = :integration and state < :state
returning id`

/** The same for a report that names a message by its provider's id: the newest one of that name. */
export const moveNamed = /* sql */ `
${moveForward}
where id = (
    select id from deliveries
    where integration = :integration and message_id = :message_id
    order by id desc limit 1
  )
  and state < :state
returning id`
