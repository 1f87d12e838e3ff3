import { untakeLimit } from './take-limit.sql.ts'

/** Takes back what {@link takeLimits} took from the first of these keys, each from its own row. */
export const untakeLimits = /* sql */ `
create function untake_limits(keys keyed_claims[], shards int[]) returns void
language plpgsql as $$
declare
  key keyed_claims;
  part bigint[];
  shard int;
begin
  for n in 1 .. cardinality(shards) loop
    key := keys[n];
    shard := shards[n];
    part := case when key.is_shared then shard_claims(key.claims, shard) else key.claims end;
    ${untakeLimit.trim()};
  end loop;
end
$$;`
