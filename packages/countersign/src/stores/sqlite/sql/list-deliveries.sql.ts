/** Between which ids all deliveries are. */
export const deliveryEnds = /* sql */ `
select (select min(id) from deliveries) as first_id, (select max(id) from deliveries) as last_id`

/** The newest deliveries of a stretch of ids that fit. */
export const listDeliveries = /* sql */ `
select id, tag, purpose, recipient_masked, channel, integration, country, calls, state, reason,
  message_id, created_at_ms, updated_at_ms
from deliveries
where id >= :from_id and id < :before_id and tag <> x''
  and (:integration is null or integration = :integration)
  and (:state is null or state = :state)
  and (:hashes is null or recipient_hash in (select unhex(value) from json_each(:hashes)))
order by id desc limit :rows_at_most`
