/** Two hashes that share their first 63 bits: refused, and never mixed up. */
export const notOurs = /* sql */ `
create function not_ours(place text) returns json
language plpgsql as $$
begin
  raise exception 'a row of % belongs to another hash', place using errcode = 'CS002';
end
$$;`
