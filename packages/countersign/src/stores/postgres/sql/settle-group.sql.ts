import { groupFunction } from './group-function.sql.ts'
import { takeOverWithLink } from './promote.sql.ts'

const outcomeOf = /* sql */ `
with outcome as materialized (
  select * from jsonb_populate_recordset(
    null::settled_delivery, jsonb_path_query_array(settles, '$[*].deliveries[*]')
  )
)`

const moveDeliveries = /* sql */ `
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
  )`

const promoteThose = /* sql */ `
${takeOverWithLink.trim()}
from request
where challenges.id = any (array(select id from request))
  and challenges.id = request.id and challenges.lookup = request.lookup
  and next_code_hash is not null and next_code_salt = request.code_salt`

/** As it stands that far inside a function. */
const indented = (sql: string, by: number): string =>
  sql.trim().replaceAll('\n', `\n${' '.repeat(by)}`)

const settling = { name: 'settle_group', parameters: 'settles jsonb, now_ms bigint' }

/**
 * Settles hand-overs that were not refused, in two statements.
 *
 * Guarantee: those of `settle_challenge` and `settle_deliveries`.
 */
export const settleGroup = groupFunction({
  ...settling,
  body: /* sql */ `  ${indented(outcomeOf, 2)}
  ${indented(moveDeliveries, 2)};

  with request as materialized (
    select * from rows from (jsonb_populate_recordset(null::group_settle, settles)) with ordinality
  ),
  promoted as (
    ${indented(promoteThose, 4)}
  )
  select array_agg('{"kind":"settled"}'::text), array_agg(outcome order by ordinality)
  into done from request;`,
})

/**
 * The same. Codes that were alone when they were written down are the valid ones already: only for others does
 * it look whether they have to become it. Programs from before do not say which are alone.
 */
export const settleGroupOfAlone = groupFunction({
  ...settling,
  create: 'create or replace function',
  body: /* sql */ `  ${indented(outcomeOf, 2)},
  moved as (
    ${indented(moveDeliveries, 4)}
  )
  select array_agg('{"kind":"settled"}'::text), array_agg(member ->> 'outcome' order by place)
  into done from jsonb_array_elements(settles) with ordinality as settled (member, place);

  if settles @? '$[*] ? (!exists(@.is_alone))' then
    with request as materialized (
      select * from jsonb_populate_recordset(null::group_settle, settles)
    )
    ${indented(promoteThose, 4)};
  end if;`,
})
