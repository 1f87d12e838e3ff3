import { readLimit, takeLimit, untakeLimit } from './take-limit.sql.ts'

/**
 * Takes from the limits of one key for all verbs of the batch that ask for it: as many as are wanted,
 * or as there are.
 */
export const takeUnits = /* sql */ `
create function take_units(key keyed_claims, now_ms bigint) returns taken_units
language plpgsql as $$
declare
  taken taken_units;
  how_many bigint := key.wanted;
begin
  ${takeLimit.trim()} into taken.log;
  if taken.log is null then
    ${readLimit.trim()} into strict taken.log, how_many;
    if how_many > 0 then
      ${takeLimit.trim()} into strict taken.log;
    end if;
    taken.full_logs := json_build_array(taken.log);
  end if;
  taken.units := greatest(how_many, 0);
  taken.shards := '{0}';
  taken.counts := array[taken.units];
  return taken;
end
$$;`

/** Takes back what no verb of the batch came to use, from the rows it was taken from, the last first. */
export const untakeUnits = /* sql */ `
create function untake_units(key keyed_claims, taken taken_units, unused bigint) returns taken_units
language plpgsql as $$
declare
  part bigint[] := key.claims;
  how_many bigint;
  shard int;
begin
  for n in reverse cardinality(taken.shards) .. 1 loop
    exit when unused = 0;
    shard := taken.shards[n];
    how_many := least(unused, taken.counts[n]);
    if key.is_shared then
      part := shard_claims(key.claims, shard);
    end if;
    ${untakeLimit.trim()} into strict taken.log;
    unused := unused - how_many;
  end loop;
  return taken;
end
$$;`
