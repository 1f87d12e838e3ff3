/**
 * Notes under the id of its event that a hand-over was undone, or told again. No row back means that it was
 * before. Kept for as long as any of its limits counts what it took: after that there is nothing to give back.
 */
const noteTold = /* sql */ `
insert into audited_changes (event_id, answer, purge_at_ms)
values (request.event_id, '{"kind":"settled"}', now_ms + greatest(request.remember_ms, 3600000))
on conflict (event_id) do nothing
returning true`

/** Whether the first telling of an outcome that undoes nothing was heard. Looks at what was written since the code was. */
const wasTold = /* sql */ `request.is_told_again and exists (
      select 1 from audit_events
      where at_ms >= request.opened_at_ms and event_id = request.event_id
    )`

/**
 * `settle` of the store port. Whoever did not hear what became of it tells the same again, in another batch
 * and any time later.
 *
 * Guarantee: what a refused hand-over took is given back once. Two runs of the same wait for each other at the
 * row of its event, and the second one changes nothing. Other outcomes give nothing back, and have such a row only
 * if they are told again; then their event in the log says whether the first telling was heard. Programs from before
 * name no event.
 */
export const settleOnce = /* sql */ `
alter type settle_request
  add attribute event_id bytea,
  add attribute remember_ms bigint,
  add attribute is_told_again boolean;

create or replace function settle_challenge(request settle_request, now_ms bigint) returns json
language plpgsql as $$
declare
  is_first boolean;
begin
  if request.event_id is not null then
    ${noteTold.trim()} into is_first;
    if is_first is null or ${wasTold} then
      return json_build_object('kind', 'repeated');
    end if;
  end if;
  perform settle_deliveries(request.deliveries, now_ms);
  return settle_challenge(request);
end
$$;`
