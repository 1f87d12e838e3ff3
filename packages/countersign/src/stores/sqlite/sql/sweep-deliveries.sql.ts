/**
 * The next deliveries whose time to be settled is over, in the order of their ids. It ends before the
 * first one whose time is not, so the walk goes on there.
 */
export const nextDueDeliveries = /* sql */ `
with seen as materialized (
  select id, settle_by_ms from deliveries where id > :after order by id limit :rows_at_most
)
select count(*) as examined, max(id) as last_id from seen
where id < coalesce((select min(id) from seen where settle_by_ms > :now), 9223372036854775807)`

/** Nobody told what became of these in time (a crash): it counts as unknown. */
export const resolveDeliveries = /* sql */ `
update deliveries set state = 1, reason = :reason, updated_at_ms = :now
where id > :after and id <= :last_id and state = 0
returning 1 as resolved`

/**
 * Removes deliveries that have ended. They end in the order of their ids, so only the oldest are looked
 * at. The newest row stays, so that no id is given twice.
 */
export const removeEndedDeliveries = /* sql */ `
delete from deliveries
where id in (select id from deliveries order by id limit :rows_at_most)
  and purge_at_ms <= :now and id < (select max(id) from deliveries)
returning 1 as removed`
