/** Creates a key. No row back means the name is taken. */
export const createApiKey = /* sql */ `
insert into api_keys (name, hash, created_at_ms) values (:name, :hash, :now)
on conflict do nothing
returning name`

/** The name behind a hash, unless it is revoked. */
export const findApiKey = /* sql */ `
select name from api_keys where hash = :hash and revoked_at_ms is null`

/** Every key there ever was. */
export const listApiKeys = /* sql */ `
select name, created_at_ms, revoked_at_ms from api_keys order by created_at_ms, name`

/** Revokes a key at once. No row back means there was none. */
export const revokeApiKey = /* sql */ `
update api_keys set revoked_at_ms = :now
where name = :name and revoked_at_ms is null
returning name`
