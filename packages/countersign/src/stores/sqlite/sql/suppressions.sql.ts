/** Suppresses the recipient of a delivery on its channel. One that is suppressed already stays so. */
export const suppressRecipient = /* sql */ `
insert into suppressions (
  recipient_hash, channel, recipient_key_id, recipient_masked, reason, since_ms
)
select recipient_hash, channel, recipient_key_id, recipient_masked, :suppresses, :now
from deliveries where id = :id
on conflict (recipient_hash, channel) do nothing
returning 1 as suppressed`

/** Those that were suppressed last. */
export const listSuppressions = /* sql */ `
select recipient_masked, channel, reason, since_ms from suppressions
order by since_ms desc, recipient_hash, channel limit :rows_at_most`

/** Allows sending to a recipient again, on one channel or, given none, on all. */
export const clearSuppression = /* sql */ `
delete from suppressions
where recipient_hash = :recipient_hash and (:channel is null or channel = :channel)
returning 1 as cleared`
