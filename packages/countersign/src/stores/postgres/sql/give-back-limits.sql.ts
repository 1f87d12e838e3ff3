/** Gives back what a refused hand-over had taken at that moment. */
const giveBackLimit = /* sql */ `
update limits set windows = windows_give_back(windows, key.claims, taken_ms)
where id = key.id and lookup = key.lookup`

/**
 * The same on a shared limit: from a row that holds events of exactly that moment, unless another
 * transaction holds that row.
 */
const giveBackShard = /* sql */ `
update limits set windows = windows_give_back(windows, part, taken_ms)
where id = (
    select id from limits
    where id = key.id # shard and lookup = key.lookup and windows_hold(windows, part, taken_ms)
    for update skip locked
  )`

const isHeldByOthers = /* sql */ `
exists (
  select 1 from limits
  where id between key.id & ~7::bigint and key.id | 7 and lookup = key.lookup
    and windows_hold(windows, shard_claims(key.claims, (id # key.id)::int), taken_ms)
)`

/** Gives back to the limits of each key. Gives the batch up if it would have to wait (CS001). */
export const giveBackLimits = /* sql */ `
create function give_back_limits(keys keyed_claims[], taken_ms bigint) returns void
language plpgsql as $$
declare
  key keyed_claims;
  part bigint[];
  is_done boolean;
begin
  foreach key in array keys loop
    if not key.is_shared then
      ${giveBackLimit.trim()};
      continue;
    end if;
    for shard in 0 .. 7 loop
      part := shard_claims(key.claims, shard);
      ${giveBackShard.trim()};
      is_done := found;
      exit when is_done;
    end loop;
    if not is_done and ${isHeldByOthers.trim()} then
      raise exception 'the row to give back to is held' using errcode = 'CS001';
    end if;
  end loop;
end
$$;`
