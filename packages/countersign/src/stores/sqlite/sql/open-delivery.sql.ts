/**
 * Writes the first delivery of a send down, in the commit that writes its code down, before the
 * provider is called.
 *
 * Guarantee: a recipient that is suppressed on the channel has no delivery, so nothing is sent there. No
 * row added means suppressed.
 */
export const openDelivery = /* sql */ `
insert into deliveries (
  tag, challenge_id, purpose, recipient_hash, recipient_key_id, recipient_masked,
  channel, integration, country, calls, state,
  settle_by_ms, created_at_ms, updated_at_ms, purge_at_ms
)
select :tag, :id, :purpose, :recipient_hash, :recipient_key_id, :recipient_masked,
  :channel, :integration, :country, 1, 0,
  :settle_by, :now, :now, :forget_delivery_at
where not exists (
  select 1 from suppressions where recipient_hash = :recipient_hash and channel = :channel
)`

/**
 * Whether the code that a delivery carries can still be used, or will be once its send is settled. The
 * salt of the code tells it from those before and after it.
 */
const carriesLiveCode = /* sql */ `
exists (
  select 1 from challenges
  where challenges.id = deliveries.challenge_id
    and (
      (
        code_hash is not null and substr(code_salt, 1, 8) = tag
        and verified_at_ms is null and expires_at_ms > :now and attempts < max_attempts
      )
      or (
        next_code_hash is not null and substr(next_code_salt, 1, 8) = tag
        and next_expires_at_ms > :now
      )
    )
)`

/** What a delivery goes by, for the decision whether that is switched off. */
export const readWay = /* sql */ `
select purpose, country, channel, integration from deliveries where id = :id and tag = :tag`

/**
 * Writes a delivery by another integration down, before that is called.
 *
 * Guarantee: none for a code that has expired, was used, used up or replaced. No row back means that
 * nothing may be sent.
 */
export const beginDelivery = /* sql */ `
insert into deliveries (
  tag, challenge_id, purpose, recipient_hash, recipient_key_id, recipient_masked,
  channel, integration, country, calls, state,
  settle_by_ms, created_at_ms, updated_at_ms, purge_at_ms
)
select tag, challenge_id, purpose, recipient_hash, recipient_key_id, recipient_masked,
  :channel, :integration, :country, 1, 0,
  settle_by_ms, :now, :now, :forget_delivery_at
from deliveries
where id = :id and tag = :tag
  and ${carriesLiveCode.trim()}
returning id`

/** Counts one more call of a provider, before it is made. The guarantee of {@link beginDelivery}. */
export const countCall = /* sql */ `
update deliveries set calls = calls + 1, updated_at_ms = :now
where id = :id and tag = :tag
  and ${carriesLiveCode.trim()}
returning calls`
