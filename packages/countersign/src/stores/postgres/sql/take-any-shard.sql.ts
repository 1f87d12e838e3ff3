import { takeShard } from './take-limit.sql.ts'

/**
 * Takes one from any of the eight rows of a shared limit. `turn` says which is tried first, so that
 * batches spread over them.
 *
 * Refused only if no row admits one more; `full_logs` then shows them all. If a row that another
 * transaction holds might admit one, the answer is not known without waiting: the whole batch gives
 * up (CS001) and is run again, with all rows of the limit locked before it begins.
 */
export const takeAnyShard = /* sql */ `
create function take_any_shard(key keyed_claims, now_ms bigint, turn int) returns taken_shard
language plpgsql as $$
declare
  place taken_shard;
  part bigint[];
  shard int;
  seen int;
  has_room boolean;
begin
  for round in 1 .. 2 loop
    for n in 0 .. 7 loop
      shard := (turn + n) & 7;
      part := shard_claims(key.claims, shard);
      ${takeShard.trim()} into place.log;
      if place.log is not null then
        place.shard := shard;
        place.full_logs := null;
        return place;
      end if;
    end loop;

    select count(*), bool_or(windows_admit(windows, shard_claims(key.claims, (id # key.id)::int), now_ms)),
      json_agg(windows order by id # key.id)
    into seen, has_room, place.full_logs
    from limits
    where id between key.id & ~7::bigint and key.id | 7 and lookup = key.lookup;
    exit when seen = 8;
    perform create_shards(key, now_ms);
  end loop;
  if has_room or seen < 8 then
    raise exception 'a row of a shared limit that may have room is held' using errcode = 'CS001';
  end if;
  return place;
end
$$;`
