import { isGood } from './admins.sql.ts'

/** `:expires_at`, or when the token of that name ends, if that is sooner. */
const endWithToken = /* sql */ `
  min(:expires_at, coalesce((select expires_at_ms from admins where name = :name and ${isGood}), :expires_at))
`.trim()

/** Keeps a sign-in link, which does not outlive the token of its name. A name may have none. */
export const createLink = /* sql */ `
insert into admin_links (id, hash, name, role, expires_at_ms)
values (:id, :hash, :name, :role, ${endWithToken})`

/**
 * Spends a sign-in link.
 *
 * Guarantee: the row goes with the first use, in the transaction that begins the session, and only while
 * the token of its name is good; a name that never had one needs none. No row back means that it is used,
 * expired or unknown, or that the token has ended.
 */
export const spendLink = /* sql */ `
delete from admin_links as links where id = :id and hash = :hash and expires_at_ms > :now
  and (
    not exists (select 1 from admins where name = links.name)
    or exists (select 1 from admins where name = links.name and ${isGood})
  )
returning name, role`

/** Begins a session in the place of a link that was just spent. It does not outlive the token of its name. */
export const beginSession = /* sql */ `
insert into admin_sessions (id, hash, name, role, expires_at_ms)
values (:session_id, :session_hash, :name, :role, ${endWithToken})`

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
