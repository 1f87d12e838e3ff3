/**
 * The part of a shared limit that one of its eight rows may give away. Over all rows the parts add up
 * to the limit, so together they never pass more than it allows.
 */
export const shardClaims = /* sql */ `
create function shard_claims(claims bigint[], shard int) returns bigint[]
language plpgsql immutable parallel safe as $$
begin
  for c in 1 .. cardinality(claims) by 4 loop
    claims[c + 1] := claims[c + 1] / 8 + (case when shard < claims[c + 1] % 8 then 1 else 0 end);
  end loop;
  return claims;
end
$$;`
