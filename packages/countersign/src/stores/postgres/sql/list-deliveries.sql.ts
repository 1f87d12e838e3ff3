/** Between which ids all deliveries are. */
export const deliveryEnds = /* sql */ `
create function delivery_ends() returns table (first_id bigint, last_id bigint)
language sql stable
set search_path from current
as $$
select (select min(id) from deliveries), (select max(id) from deliveries)
$$;`

/** The newest deliveries of a stretch of ids that fit; what is not asked for is null. */
export const listDeliveries = /* sql */ `
create function list_deliveries(
  from_id bigint, before_id bigint, of_integration text, in_state int, hashes bytea[], rows_at_most int
) returns setof deliveries
language sql stable
set search_path from current
set enable_seqscan = off
as $$
select * from deliveries
where id >= from_id and id < before_id
  and (of_integration is null or integration = of_integration)
  and (in_state is null or state = in_state)
  and (hashes is null or recipient_hash = any (hashes))
order by id desc limit rows_at_most
$$;`
