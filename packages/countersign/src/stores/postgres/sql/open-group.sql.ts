import { groupFunction } from './group-function.sql.ts'

/**
 * Opens challenges of which nothing is kept yet, with their first deliveries, all in one statement.
 *
 * Guarantee: that of `open_challenge`. Where anything is kept of a challenge, or its route is off, nothing
 * is written here, and the verb is run by itself.
 */
export const openGroup = groupFunction({
  name: 'open_group',
  parameters: 'opens jsonb, now_ms bigint, routes decided_route[]',
  body: /* sql */ `  with request as materialized (
    select *, (routes[route]).integrations[1] as integration
    from rows from (jsonb_populate_recordset(null::group_open, opens)) with ordinality
  ),
  started as (
    select claims, windows_take('{}', claims, now_ms) as windows from request group by claims
  ),
  opened as (
    insert into challenges (
      id, lookup, purpose, recipient_hash, recipient_key_id, recipient_masked,
      code_hash, code_salt, code_key_id, link_hash, max_attempts, expires_at_ms,
      sent_at_ms, windows, purge_at_ms
    )
    select id, lookup, purpose, recipient_hash, recipient_key_id, recipient_masked,
      code_hash, code_salt, code_key_id, link_hash, max_attempts, now_ms + ttl_ms,
      now_ms, started.windows, now_ms + keep_ms
    from request join started using (claims)
    where integration is not null
    order by ordinality
    on conflict (id) do nothing
    returning id, windows
  ),
  delivery as (
    insert into deliveries (
      tag, challenge_id, purpose, recipient_hash, recipient_key_id, recipient_masked,
      channel, integration, country, calls, state,
      settle_by_ms, created_at_ms, updated_at_ms, purge_at_ms
    )
    select substr(code_salt, 1, 8), request.id, purpose, recipient_hash, recipient_key_id, recipient_masked,
      channel, integration, country, 1, 0,
      now_ms + settle_within_ms, now_ms, now_ms, now_ms + keep_delivery_ms
    from request join opened using (id)
    where is_handed_over and (
      select true from suppressions
      where suppressions.recipient_hash = request.recipient_hash
        and suppressions.channel = request.channel
    ) is null
    order by ordinality
    returning id, challenge_id
  )
  select
    array_agg(case when opened.id is not null then json_build_object(
      'kind', 'opened', 'hasTaken', true, 'own', opened.windows,
      'delivery', delivery.id, 'isBeside', false
    )::text end order by ordinality),
    array_agg(
      case when is_handed_over and delivery.id is null then 'suppressed' else 'opened' end
      order by ordinality
    )
  into done
  from request
  left join opened on opened.id = request.id
  left join delivery on delivery.challenge_id = request.id;`,
})
