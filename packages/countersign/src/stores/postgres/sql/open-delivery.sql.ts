import { auditedVerb } from './audited-verb.sql.ts'

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

/** The number of the next delivery, given out before it is written down. Replaced by {@link callOnRecord}. */
export const nextDelivery = /* sql */ `
create function next_delivery() returns bigint
language sql volatile
set search_path from current
as $$
select nextval(pg_get_serial_sequence('deliveries', 'id'))
$$;`

/**
 * Writes a delivery by another integration down, before that is called. Its number was given out before,
 * so it is written once however often this is called. Replaced by {@link callOnRecord}.
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

/**
 * Counts one more call of a provider, before it is made. The guarantee of {@link beginDelivery}.
 * Replaced by {@link callOnRecord}.
 */
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

const wayOf = (columns: string) => /* sql */ `decide_routes(jsonb_build_array(jsonb_build_object(
    ${columns}
  )), now_ms)`

const beginOnRecord = auditedVerb({
  begin: 'begin_call',
  name: 'begin_delivery',
  parameters: `first_id bigint, code_tag bytea,
  new_channel text, new_integration text, new_country text, keep_ms bigint`,
  variables: `way decided_route[];
  new_id bigint;`,
  locks: 'perform hold_switching();',
  body: /* sql */ `
  select ${wayOf(`'purpose', purpose, 'country', new_country,
    'channels', array[new_channel], 'integrations', array[new_integration]`)} into way
  from deliveries where id = first_id and tag = code_tag;
  if cardinality(way[1].integrations) = 0 then
    return null;
  end if;
  insert into deliveries (
    tag, challenge_id, purpose, recipient_hash, recipient_key_id, recipient_masked,
    channel, integration, country, calls, state,
    settle_by_ms, created_at_ms, updated_at_ms, purge_at_ms
  )
  select tag, challenge_id, purpose, recipient_hash, recipient_key_id, recipient_masked,
    new_channel, new_integration, new_country, 1, 0,
    settle_by_ms, now_ms, now_ms, now_ms + keep_ms
  from deliveries
  where id = first_id and tag = code_tag
    and ${carriesLiveCode.trim()}
  returning id into new_id;
  if new_id is null then
    return null;
  end if;
  return end_call(audit, 'begun', now_ms, to_json(new_id));`,
})

const againOnRecord = auditedVerb({
  begin: 'begin_call',
  name: 'count_call',
  parameters: 'delivery_id bigint, code_tag bytea',
  variables: 'way decided_route[];',
  locks: 'perform hold_switching();',
  body: /* sql */ `
  select ${wayOf(`'purpose', purpose, 'country', country,
    'channels', array[channel], 'integrations', array[integration]`)} into way
  from deliveries where id = delivery_id and tag = code_tag;
  if cardinality(way[1].integrations) = 0 then
    return 'false';
  end if;
  update deliveries set calls = calls + 1, updated_at_ms = now_ms
  where id = delivery_id and tag = code_tag
    and ${carriesLiveCode.trim()};
  if not found then
    return 'false';
  end if;
  return end_call(audit, 'again', now_ms, 'true');`,
})

/**
 * Further calls of providers, each written down with its event and once, in the place of functions
 * that wrote none. Null or false means that nothing may be sent.
 *
 * Guarantee: that of {@link beginDelivery}, and nothing is sent by what is switched off, which is decided
 * here anew: see `decide_routes`.
 */
export const callOnRecord = [
  /* sql */ `
drop function begin_delivery(bigint, bigint, bytea, text, text, text, bigint, bigint);
drop function count_call(bigint, bytea, bigint);
drop function next_delivery();`,
  beginOnRecord,
  againOnRecord,
].join('\n')

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
