import { isGoodSession } from './good-session.sql.ts'
import { userColumns } from './users.sql.ts'

/** A session as its user sees it, under names that no column of the user has. */
const shownColumns = /* sql */ `
sessions.id as session_id, sessions.label, sessions.created_at_ms as began_at_ms,
  sessions.seen_at_ms, sessions.expires_at_ms`.trim()

/** Begins a session. */
export const insertSession = /* sql */ `
insert into sessions (
  user_id, label, key_id, hash, created_at_ms, seen_at_ms, expires_at_ms, idle_ms
) values (
  :user_id, :label, :key_id, :hash, :now, :now, :expires_at, :idle_ms
)
returning id`

/**
 * Ends the sessions of a user that are too many, those least lately used.
 *
 * Guarantee: it runs in the transaction that begins a session, so there are never more good ones than
 * `at_most`; and the one that begins is not among those that end, whatever the clock did.
 */
export const endSurplus = /* sql */ `
delete from sessions where id in (
  select id from sessions
  where user_id = :user_id and ${isGoodSession}
  order by id = :began_id desc, seen_at_ms desc, id desc
  limit -1 offset :at_most
)`

/** A good session with its user, and the tokens that may present it. */
export const readSession = /* sql */ `
select ${shownColumns},
  sessions.key_id, sessions.hash, next_key_id, next_hash,
  previous_key_id, previous_hash, replaced_at_ms, replaced_hashes,
  ${userColumns}
from sessions join users on users.id = sessions.user_id
where sessions.id = :id and ${isGoodSession}`

/** Notes that a session was used, so often only. */
export const noteUse = /* sql */ `
update sessions set seen_at_ms = :now
where id = :id and ${isGoodSession} and seen_at_ms + :note_every_ms <= :now`

/**
 * The first use of a new token makes it the present one.
 *
 * Guarantee: of any number of first uses one finds the token as the next one, so the moment from which on
 * the one before is late stands.
 */
export const promoteToken = /* sql */ `
update sessions set
  previous_key_id = key_id, previous_hash = hash, replaced_at_ms = :now, replaced_hashes = :replaced,
  key_id = next_key_id, hash = next_hash,
  next_key_id = null, next_hash = null, next_given_at_ms = null
where id = :id and next_key_id = :key_id and next_hash = :hash and ${isGoodSession}`

/**
 * Ends a session whose replaced token appears too late to be honest, as one from before the last always does.
 *
 * Guarantee: of any number of appearances one gets a row back.
 */
export const endReused = /* sql */ `
delete from sessions
where id = :id and ${isGoodSession}
  and case
    when previous_key_id = :key_id and previous_hash = :hash then replaced_at_ms + :grace_ms <= :now
    else instr(replaced_hashes, :hash) > 0
  end
returning 1 as ended`

/**
 * Gives a session a new token, which is not the present one before it is used.
 *
 * Guarantee: only for the present token of a good session, and of any number of calls within the grace one
 * gets a row back, so a token that was given a moment ago is not replaced by another one.
 */
export const giveToken = /* sql */ `
update sessions set next_key_id = :next_key_id, next_hash = :next_hash, next_given_at_ms = :now
where id = :id and key_id = :key_id and hash = :hash and ${isGoodSession}
  and (next_hash is null or next_given_at_ms + :grace_ms <= :now)
returning 1 as given`

/** Whether this is the present token of a good session. */
export const hasToken = /* sql */ `
select 1 as is_present from sessions
where id = :id and key_id = :key_id and hash = :hash and ${isGoodSession}`

/** Sessions of a user that are good, the one used last first. */
export const listSessions = /* sql */ `
select ${shownColumns} from sessions
where user_id = :user_id and ${isGoodSession}
order by seen_at_ms desc, id desc`

/** Ends a session of a user or, given none, all of them. */
export const endSessions = /* sql */ `
delete from sessions
where user_id = :user_id and (:id is null or id = :id) and ${isGoodSession}
returning 1 as ended`
