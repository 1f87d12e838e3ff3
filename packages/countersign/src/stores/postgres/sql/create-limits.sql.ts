/**
 * Makes the rows of one shared limit that are missing: nothing has been taken from them. Another
 * transaction doing the same is waited for.
 */
export const createShards = /* sql */ `
create function create_shards(key keyed_claims, now_ms bigint) returns void
language sql as $$
insert into limits (id, lookup, purge_at_ms)
select key.id # shard, key.lookup, now_ms + key.keep_ms
from generate_series(0, 7) shard
order by key.id # shard
on conflict (id) do nothing
$$;`

/**
 * Locks the rows of limits, and makes those that are missing, in the order of their ids, like every
 * other transaction: so two that need the same rows wait for each other in one direction only.
 */
export const lockLimits = /* sql */ `
create function lock_limits(ids bigint[], lookups bytea[]) returns void
language plpgsql as $$
declare
  locked int;
begin
  perform 1 from limits where id = any (ids) order by id for update;
  get diagnostics locked = row_count;
  if locked < cardinality(ids) then
    insert into limits (id, lookup, purge_at_ms)
    select missing.id, missing.lookup, 0 from unnest(ids, lookups) missing (id, lookup)
    order by missing.id
    on conflict (id) do nothing;
    perform 1 from limits where id = any (ids) order by id for update;
  end if;
end
$$;`
