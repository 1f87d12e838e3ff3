import { auditedVerb } from './audited-verb.sql.ts'

/**
 * Writes down what became of the deliveries of a send.
 *
 * Guarantee: a state is only ever replaced by a later one, so what a report said before stays, and what
 * follows from the state follows once. A report that was quicker than the provider's own answer may have
 * lacked the provider's name for the message: that is kept.
 */
export const settleDeliveries = /* sql */ `
create function settle_deliveries(outcomes settled_delivery[], now_ms bigint) returns void
language plpgsql as $$
declare
  outcome settled_delivery;
begin
  foreach outcome in array coalesce(outcomes, '{}') loop
    update deliveries set
      state = outcome.state,
      reason = outcome.reason,
      message_id = coalesce(message_id, outcome.message_id),
      updated_at_ms = now_ms
    where id = outcome.id and tag = outcome.tag and state < outcome.state;
    if found then
      perform suppress_recipient(outcome.id, outcome.suppresses, now_ms);
    elsif outcome.message_id is not null then
      update deliveries set message_id = outcome.message_id
      where id = outcome.id and tag = outcome.tag and message_id is null;
    end if;
  end loop;
end
$$;`

/** `settle` of the store port, with its deliveries. */
export const settleWithDeliveries = /* sql */ `
create function settle_challenge(request settle_request, now_ms bigint) returns json
language plpgsql as $$
begin
  perform settle_deliveries(request.deliveries, now_ms);
  return settle_challenge(request);
end
$$;`

const move = /* sql */ `
  if delivery_id is null then
    select id, tag from deliveries
    where integration = from_integration and message_id = named
    order by id desc limit 1
    into delivery_id, code_tag;
  end if;
  update deliveries set
    state = new_state,
    reason = new_reason,
    message_id = coalesce(message_id, named),
    updated_at_ms = now_ms
  where id = delivery_id and tag = code_tag and integration = from_integration and state < new_state
  returning id into moved_id;`

/**
 * Moves the delivery that a report names: by both parts of our own reference, or else by its provider's
 * name for the message (the newest one of that name).
 *
 * Guarantee: the integration must be right and the state a later one, so reports may be replayed, come in
 * any order, or name what is not theirs. False means that nothing has happened.
 * Replaced by {@link reportOnRecord}.
 */
export const reportDelivery = /* sql */ `
create function report_delivery(
  delivery_id bigint, code_tag bytea, from_integration text, named text,
  new_state int, new_reason text, suppresses text, clock_ms bigint
) returns boolean
language plpgsql
set search_path from current
set lock_timeout = '3s'
set enable_seqscan = off
as $$
declare
  now_ms bigint := coalesce(clock_ms, server_ms());
  moved_id bigint;
begin
  perform commit_durably();
  ${move.trim()}
  if moved_id is null then
    return false;
  end if;
  perform suppress_recipient(moved_id, suppresses, now_ms);
  return true;
end
$$;`

/** The same with its event, and so once, in the place of a function that wrote none. */
export const reportOnRecord = [
  'drop function report_delivery(bigint, bytea, text, text, int, text, text, bigint);',
  auditedVerb({
    begin: 'begin_call',
    name: 'report_delivery',
    parameters: `delivery_id bigint, code_tag bytea, from_integration text, named text,
  new_state int, new_reason text, suppresses text, outcome text`,
    variables: 'moved_id bigint;',
    body: /* sql */ `
  ${move.trim()}
  if moved_id is null then
    return 'false';
  end if;
  perform suppress_recipient(moved_id, suppresses, now_ms);
  return end_call(audit, outcome, now_ms, 'true');`,
  }),
].join('\n')
