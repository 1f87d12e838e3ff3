import { isGoodSession } from './good-session.sql.ts'

/** Users that have one of these contacts. */
export const usersOfRecipients = /* sql */ `
select id from users where phone_hash in (select unhex(value) from json_each(:recipient_hashes))
union
select id from users where email_hash in (select unhex(value) from json_each(:recipient_hashes))`.trim()

const contactColumns = (kind: string) =>
  ['key_id', 'sealed', 'masked', 'verified_at_ms']
    .map((column) => `users.${kind}_${column}`)
    .join(', ')

/** A user as it is read. */
export const userColumns = /* sql */ `
users.id, ${contactColumns('phone')},
  ${contactColumns('email')},
  users.username, users.is_guest, users.created_at_ms, users.updated_at_ms`.trim()

/** The same where a statement gives back what it changed. */
const changedColumns = userColumns.replaceAll('users.', '')

/** Whether the session that asks for a change is good and the user's own. */
export const readAsking = /* sql */ `
select 1 as is_good from sessions
where sessions.id = :asking_id and sessions.user_id = :user_id and ${isGoodSession}`

const verifiedNow = (kind: string) => /* sql */ `
  ${kind}_key_id = :contact_key_id, ${kind}_sealed = :contact_sealed,
  ${kind}_masked = :contact_masked, ${kind}_verified_at_ms = :now, updated_at_ms = :now`

/** Notes that the user of a contact has verified it, and keeps it as it is sealed now. No row: nobody has it. */
export const verifyContact = (kind: string) => /* sql */ `
update users set${verifiedNow(kind)}
where ${kind}_hash = :contact_hash
returning ${changedColumns}`

/**
 * Makes the user of a contact that nobody has.
 *
 * Guarantee: the transaction in which nobody was found holds the write lock, so nobody else makes one in
 * between; and the index stands in the way of a second one.
 */
export const insertUser = (kind: string) => /* sql */ `
insert into users (
  id, ${kind}_hash, ${kind}_key_id, ${kind}_sealed, ${kind}_masked, ${kind}_verified_at_ms,
  is_guest, created_at_ms, updated_at_ms
) values (
  :user_id, :contact_hash, :contact_key_id, :contact_sealed, :contact_masked, :now,
  1, :now, :now
)
returning ${changedColumns}`

/** Whether a user has another contact of the kind. */
export const hasOtherContact = (kind: string) => /* sql */ `
select coalesce(${kind}_hash <> :contact_hash, 0) as has_other from users where id = :user_id`

/**
 * Gives a user a contact.
 *
 * Guarantee: only if the session that asks is good and the user's own, and if nobody else has the contact.
 * No row back means that one of these is not so, and that nothing changed.
 */
export const changeContact = (kind: string) => /* sql */ `
update users set ${kind}_hash = :contact_hash,${verifiedNow(kind)}
where id = :user_id
  and exists (${readAsking.trim()})
  and not exists (
    select 1 from users as others
    where others.${kind}_hash = :contact_hash and others.id <> :user_id
  )
returning ${changedColumns}`

/**
 * Changes a user in what is given.
 *
 * Guarantee: no username that another user has. No row back means that, that there is no such user, or
 * that nothing is to be changed.
 */
export const changeUser = /* sql */ `
update users set
  username = coalesce(:username, username),
  is_guest = coalesce(:is_guest, is_guest),
  updated_at_ms = :now
where id = :id
  and (username is not coalesce(:username, username) or is_guest <> coalesce(:is_guest, is_guest))
  and not exists (
    select 1 from users as others where others.username = :username and others.id <> :id
  )
returning ${changedColumns}`

/** Why a user was not changed. Read inside the same transaction. */
export const readUser = /* sql */ `
select ${userColumns}, exists (
  select 1 from users as others where others.username = :username and others.id <> :id
) as is_taken
from users where id = :id`
