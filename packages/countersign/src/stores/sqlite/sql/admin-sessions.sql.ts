/** Keeps a sign-in link. */
export const createLink = /* sql */ `
insert into admin_links (id, hash, name, role, expires_at_ms)
values (:id, :hash, :name, :role, :expires_at)`

/**
 * Spends a sign-in link.
 *
 * Guarantee: the row goes with the first use, in the transaction that begins the session. No row back
 * means that it is used, expired or unknown.
 */
export const spendLink = /* sql */ `
delete from admin_links where id = :id and hash = :hash and expires_at_ms > :now
returning name, role`

/** Begins a session in the place of a link that was just spent. */
export const beginSession = /* sql */ `
insert into admin_sessions (id, hash, name, role, expires_at_ms)
values (:session_id, :session_hash, :name, :role, :expires_at)`

/** Begins a session for a token that is good, which it does not outlive. No row back means it is not. */
export const beginTokenSession = /* sql */ `
insert into admin_sessions (id, hash, name, role, expires_at_ms)
select :session_id, :session_hash, name, role, min(:expires_at, coalesce(expires_at_ms, :expires_at))
from admins
where id = :id and hash = :hash
  and revoked_at_ms is null and (expires_at_ms is null or expires_at_ms > :now)
returning name, role`

/** Whose session this is, if it is good. */
export const findSession = /* sql */ `
select name, role from admin_sessions where id = :id and hash = :hash and expires_at_ms > :now`

/** Ends a session. No row back means that there was none that was good. */
export const endSession = /* sql */ `
delete from admin_sessions where id = :id and hash = :hash and expires_at_ms > :now
returning 1 as ended`

/** Ends every session of a name. */
export const endSessionsOf = /* sql */ `
delete from admin_sessions where name = :name and expires_at_ms > :now
returning 1 as ended`

/** Ends every sign-in link of a name, so that none becomes a session later. */
export const endLinksOf = /* sql */ `
delete from admin_links where name = :name and expires_at_ms > :now
returning 1 as ended`
