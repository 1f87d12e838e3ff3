/**
 * Creates a key. False means that the name is taken, or the hash. A key that is there exactly as asked
 * for is the one that this call made before its connection broke: hashes are of random keys. Replaced by
 * `changeApiKeys`.
 */
export const createApiKey = /* sql */ `
create function create_api_key(key_name text, key_hash bytea, clock_ms bigint) returns boolean
language plpgsql
set search_path from current
set lock_timeout = '3s'
as $$
begin
  insert into api_keys (name, hash, created_at_ms)
  values (key_name, key_hash, coalesce(clock_ms, server_ms()))
  on conflict do nothing;
  return found or exists (
    select 1 from api_keys where name = key_name and hash = key_hash and revoked_at_ms is null
  );
end
$$;`

/** The unrevoked keys among these hashes. */
export const findApiKeys = /* sql */ `
create function find_api_keys(hashes bytea[]) returns table (name text, hash bytea)
language sql stable
set search_path from current
as $$
select name, hash from api_keys where hash = any (hashes) and revoked_at_ms is null
$$;`

/** Every key there ever was. */
export const listApiKeys = /* sql */ `
create function list_api_keys() returns setof api_keys
language sql stable
set search_path from current
as $$
select * from api_keys order by created_at_ms, name collate "C"
$$;`

/** Revokes a key at once. False means there was none. Replaced by `changeApiKeys`. */
export const revokeApiKey = /* sql */ `
create function revoke_api_key(key_name text, clock_ms bigint) returns boolean
language plpgsql
set search_path from current
set lock_timeout = '3s'
as $$
begin
  update api_keys set revoked_at_ms = coalesce(clock_ms, server_ms())
  where name = key_name and revoked_at_ms is null;
  return found;
end
$$;`
