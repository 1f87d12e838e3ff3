import { groupFunction } from './group-function.sql.ts'
import { takeOverWithLink } from './promote.sql.ts'

/**
 * Settles hand-overs that were not refused, in two statements.
 *
 * Guarantee: those of `settle_challenge` and `settle_deliveries`.
 */
export const settleGroup = groupFunction({
  name: 'settle_group',
  parameters: 'settles jsonb, now_ms bigint',
  body: /* sql */ `  with outcome as materialized (
    select * from jsonb_populate_recordset(
      null::settled_delivery, jsonb_path_query_array(settles, '$[*].deliveries[*]')
    )
  )
  update deliveries set
    state = greatest(deliveries.state, outcome.state),
    reason = case when deliveries.state < outcome.state then outcome.reason else deliveries.reason end,
    message_id = coalesce(deliveries.message_id, outcome.message_id),
    updated_at_ms = case when deliveries.state < outcome.state then now_ms else updated_at_ms end
  from outcome
  where deliveries.id = any (array(select id from outcome))
    and deliveries.id = outcome.id and deliveries.tag = outcome.tag
    and (
      deliveries.state < outcome.state
      or deliveries.message_id is null and outcome.message_id is not null
    );

  with request as materialized (
    select * from rows from (jsonb_populate_recordset(null::group_settle, settles)) with ordinality
  ),
  promoted as (
    ${takeOverWithLink.trim().replaceAll('\n', '\n    ')}
    from request
    where challenges.id = any (array(select id from request))
      and challenges.id = request.id and challenges.lookup = request.lookup
      and next_code_hash is not null and next_code_salt = request.code_salt
  )
  select array_agg('{"kind":"settled"}'::text), array_agg(outcome order by ordinality)
  into done from request;`,
})
