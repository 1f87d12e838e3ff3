import { isGoodSession } from './good-session.sql.ts'
import { usersOfRecipients } from './users.sql.ts'

/** Proofs that somebody could still redeem: of these recipients or, given none, of everybody. */
const goodProofs = /* sql */ `
from proofs
where used_at_ms is null and expires_at_ms > :now and (
  :recipient_hashes is null
  or recipient_hash in (select unhex(value) from json_each(:recipient_hashes))
)`

/** Sessions that somebody could still use: of these recipients or, given none, of everybody. */
const goodSessions = /* sql */ `
from sessions
where ${isGoodSession} and (
  :recipient_hashes is null
  or user_id in (${usersOfRecipients})
)`

/** How many proofs are outstanding. */
export const countProofs = /* sql */ `select count(*) as outstanding ${goodProofs}`

/** How many sessions are good. */
export const countSessions = /* sql */ `select count(*) as outstanding ${goodSessions}`

/**
 * Ends outstanding proofs.
 *
 * Guarantee: nothing brings them back, as there is nothing left to redeem. Those that were used stay, and
 * go on saying so.
 */
export const endProofs = /* sql */ `delete ${goodProofs}`

/** Ends good sessions. The guarantee of {@link endProofs}. */
export const endAllSessions = /* sql */ `delete ${goodSessions}`
