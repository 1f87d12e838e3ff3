/**
 * Whether a candidate is the code: SHA-256 over its keyed hash and the salt of the row.
 *
 * What is compared are digests of digests made with a key that is not in this database. Nobody can
 * steer how many of their bytes agree, so the time the comparison takes says nothing.
 */
export const codeMatches = /* sql */ `
create function code_matches(code_hash bytea, code_salt bytea, code_key_id text, candidates candidate[])
returns boolean
language plpgsql immutable parallel safe as $$
declare
  tried candidate;
begin
  foreach tried in array candidates loop
    if tried.key_id = code_key_id then
      return sha256(tried.mac || code_salt) = code_hash;
    end if;
  end loop;
  return false;
end
$$;`
