import { readLimit, takeLimit } from './take-limit.sql.ts'

/**
 * Takes one from the limits of each key. The first key that refuses ends it: then everything taken
 * before is given back, and `logs` says how the refusing key stands.
 */
export const takeLimits = /* sql */ `
create function take_limits(keys keyed_claims[], now_ms bigint, turn int) returns taken_limits
language plpgsql as $$
declare
  key keyed_claims;
  place taken_shard;
  log bigint[];
  taken taken_limits;
begin
  taken.shards := '{}';
  taken.logs := '{}';
  foreach key in array keys loop
    if key.is_shared then
      place := take_any_shard(key, now_ms, turn);
    else
      place := null;
      ${takeLimit.trim()} into place.log;
      if place.log is null then
        ${readLimit.trim()} into strict log;
        place.full_logs := json_build_array(log);
      end if;
    end if;
    if place.log is null then
      perform untake_limits(keys, taken.shards);
      taken.refused_at := cardinality(taken.shards);
      taken.logs := array[place.full_logs];
      return taken;
    end if;
    taken.shards := taken.shards || coalesce(place.shard, 0);
    taken.logs := taken.logs || array_to_json(place.log);
  end loop;
  return taken;
end
$$;`
