/**
 * Notes under the id of its event that a hand-over was undone. No row back means that it was before. Kept for
 * as long as any of its limits counts what it took: after that there is nothing to give back.
 */
const noteUndone = /* sql */ `
insert into audited_changes (event_id, answer, purge_at_ms)
values (request.event_id, '{"kind":"settled"}', now_ms + greatest(request.remember_ms, 3600000))
on conflict (event_id) do nothing
returning true`

/**
 * `settle` of the store port. Whoever did not hear what became of it tells the same again, in another batch
 * and any time later.
 *
 * Guarantee: what a refused hand-over took is given back once. Two runs of the same wait for each other at the
 * row of its event, and the second one changes nothing. Other outcomes give nothing back and have no such row;
 * nor have those that programs from before tell.
 */
export const settleOnce = /* sql */ `
alter type settle_request add attribute event_id bytea, add attribute remember_ms bigint;

create or replace function settle_challenge(request settle_request, now_ms bigint) returns json
language plpgsql as $$
declare
  is_first boolean;
begin
  if request.event_id is not null then
    ${noteUndone.trim()} into is_first;
    if is_first is null then
      return json_build_object('kind', 'repeated');
    end if;
  end if;
  perform settle_deliveries(request.deliveries, now_ms);
  return settle_challenge(request);
end
$$;`
