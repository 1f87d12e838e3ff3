/** Whether a token is good now. */
export const isGood = /* sql */ `revoked_at_ms is null and (expires_at_ms is null or expires_at_ms > :now)`

/** Keeps a token. No row back means that the name has one that is good. */
export const createAdmin = /* sql */ `
insert into admins (id, hash, name, role, created_at_ms, expires_at_ms)
select :id, :hash, :name, :role, :now, :expires_at
where not exists (select 1 from admins where name = :name and ${isGood})
returning 1 as created`

/** Whose token this is, if it is good. */
export const findAdmin = /* sql */ `
select name, role from admins where id = :id and hash = :hash and ${isGood}`

/** Every token there ever was. */
export const listAdmins = /* sql */ `
select name, role, created_at_ms, expires_at_ms, revoked_at_ms from admins
order by created_at_ms, name`

/** Revokes the token of a name. No row back means that there was none that was good. */
export const revokeAdmin = /* sql */ `
update admins set revoked_at_ms = :now where name = :name and ${isGood}
returning 1 as revoked`
