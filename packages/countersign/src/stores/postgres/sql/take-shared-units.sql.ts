import { readShard, takeShard } from './take-limit.sql.ts'

/**
 * `take_units` from a shared limit: from as many of its eight rows as it takes, but from none that
 * another transaction holds. `turn` says which is tried first, so that batches spread over them.
 *
 * If there were fewer than wanted, `full_logs` shows all rows. If a row that is held may have room, it
 * is not known without waiting whether there are more: `is_uncertain`.
 */
export const takeSharedUnits = /* sql */ `
create function take_shared_units(key keyed_claims, now_ms bigint, turn int) returns taken_units
language plpgsql as $$
declare
  taken taken_units;
  log bigint[];
  part bigint[];
  how_many bigint;
  shard int;
  seen int;
  has_room boolean;
begin
  taken.units := 0;
  for round in 1 .. 2 loop
    for n in 0 .. 7 loop
      shard := (turn + n) & 7;
      part := shard_claims(key.claims, shard);
      how_many := key.wanted - taken.units;
      ${takeShard.trim()} into log;
      if log is null then
        ${readShard.trim()} into how_many;
        continue when how_many is null or how_many <= 0;
        ${takeShard.trim()} into strict log;
      end if;
      taken.log := coalesce(taken.log, log);
      taken.shards := taken.shards || shard;
      taken.counts := taken.counts || how_many;
      taken.units := taken.units + how_many;
      if taken.units = key.wanted then
        taken.full_logs := null;
        return taken;
      end if;
    end loop;

    select count(*), bool_or(windows_admit(windows, shard_claims(key.claims, (id # key.id)::int), now_ms)),
      json_agg(windows order by id # key.id)
    into seen, has_room, taken.full_logs
    from limits
    where id between key.id & ~7::bigint and key.id | 7 and lookup = key.lookup;
    exit when seen = 8;
    perform create_shards(key, now_ms);
  end loop;
  taken.is_uncertain := has_room or seen < 8;
  return taken;
end
$$;`
