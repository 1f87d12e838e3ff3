/**
 * Writes the first delivery of a send down, in the commit that writes its code down, before the
 * provider is called.
 *
 * Guarantee: a recipient that is suppressed on the channel has no delivery, so nothing is sent there. No
 * row back means suppressed.
 */
export const openDelivery = /* sql */ `
insert into deliveries (
  tag, challenge_id, purpose, recipient_hash, recipient_key_id, recipient_masked,
  channel, integration, country, calls, state,
  settle_by_ms, created_at_ms, updated_at_ms, purge_at_ms
)
select substr(request.code_salt, 1, 8), request.id, request.purpose,
  request.recipient_hash, request.recipient_key_id, request.recipient_masked,
  request.channel, request.integration, request.country, 1, 0,
  now_ms + request.settle_within_ms, now_ms, now_ms, now_ms + request.keep_delivery_ms
where not exists (
  select 1 from suppressions
  where suppressions.recipient_hash = request.recipient_hash
    and suppressions.channel = request.channel
)
returning id`

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
        code_hash is not null and substr(code_salt, 1, 8) = deliveries.tag
        and verified_at_ms is null and expires_at_ms > now_ms and attempts < max_attempts
      )
      or (
        next_code_hash is not null and substr(next_code_salt, 1, 8) = deliveries.tag
        and next_expires_at_ms > now_ms
      )
    )
)`

/** The number of the next delivery, given out before it is written down. */
export const nextDelivery = /* sql */ `
create function next_delivery() returns bigint
language sql volatile
set search_path from current
as $$
select nextval(pg_get_serial_sequence('deliveries', 'id'))
$$;`

/**
 * Writes a delivery by another integration down, before that is called. Its number was given out before,
 * so it is written once however often this is called.
 *
 * Guarantee: none for a code that has expired, was used, used up or replaced. False means that nothing
 * may be sent.
 */
export const beginDelivery = /* sql */ `
create function begin_delivery(
  new_id bigint, first_id bigint, code_tag bytea,
  new_channel text, new_integration text, new_country text, keep_ms bigint, clock_ms bigint
) returns boolean
language plpgsql
set search_path from current
set lock_timeout = '3s'
set enable_seqscan = off
as $$
declare
  now_ms bigint := coalesce(clock_ms, server_ms());
begin
  perform commit_durably();
  insert into deliveries (
    id, tag, challenge_id, purpose, recipient_hash, recipient_key_id, recipient_masked,
    channel, integration, country, calls, state,
    settle_by_ms, created_at_ms, updated_at_ms, purge_at_ms
  )
  select new_id, tag, challenge_id, purpose, recipient_hash, recipient_key_id, recipient_masked,
    new_channel, new_integration, new_country, 1, 0,
    settle_by_ms, now_ms, now_ms, now_ms + keep_ms
  from deliveries
  where id = first_id and tag = code_tag
    and ${carriesLiveCode.trim()}
  on conflict (id) do nothing;
  return found or exists (select 1 from deliveries where id = new_id and tag = code_tag);
end
$$;`

/** Counts one more call of a provider, before it is made. The guarantee of {@link beginDelivery}. */
export const countCall = /* sql */ `
create function count_call(delivery_id bigint, code_tag bytea, clock_ms bigint) returns boolean
language plpgsql
set search_path from current
set lock_timeout = '3s'
set enable_seqscan = off
as $$
declare
  now_ms bigint := coalesce(clock_ms, server_ms());
begin
  perform commit_durably();
  update deliveries set calls = calls + 1, updated_at_ms = now_ms
  where id = delivery_id and tag = code_tag
    and ${carriesLiveCode.trim()};
  return found;
end
$$;`

/** Has this transaction forced to disk, whatever this database does for others. */
export const commitDurably = /* sql */ `
create function commit_durably() returns void
language plpgsql as $$
begin
  if current_setting('synchronous_commit') = 'off' then
    perform set_config('synchronous_commit', 'on', true);
  end if;
end
$$;`
