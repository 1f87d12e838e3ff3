import { usersOfRecipients } from './users.sql.ts'

const among = (names: string) => /* sql */ `in (select unhex(value) from json_each(:${names}))`

/**
 * Removes what is kept of a recipient, a statement per table; each returns a row for every row it
 * removed. A user goes with all its contacts and sessions. Challenges are also found by the recipient alone, for a purpose that is configured no more.
 *
 * What is not here names nobody: limits and requests are kept under hashes of more than the recipient,
 * and end by themselves.
 */
export const eraseStatements: readonly string[] = [
  /* sql */ `
delete from challenges
where recipient_hash ${among('recipient_hashes')} or lookup ${among('challenge_lookups')}
returning 1 as removed`,
  /* sql */ `
delete from failures where lookup ${among('recipient_hashes')}
returning 1 as removed`,
  // The newest row stays, with nothing in it and where no list and no reference finds it, until the
  // sweep removes it: its id must not be given again, or the walk of the sweep would pass over that one.
  /* sql */ `
update deliveries set
  tag = x'', challenge_id = 0, recipient_hash = x'', recipient_key_id = '', recipient_masked = '',
  country = null, message_id = null, state = 1, purge_at_ms = 0
where id = (select max(id) from deliveries) and recipient_hash ${among('recipient_hashes')}
returning 1 as removed`,
  /* sql */ `
delete from deliveries where recipient_hash ${among('recipient_hashes')}
returning 1 as removed`,
  /* sql */ `
delete from suppressions where recipient_hash ${among('recipient_hashes')}
returning 1 as removed`,
  /* sql */ `
delete from proofs where recipient_hash ${among('recipient_hashes')}
returning 1 as removed`,
  /* sql */ `
delete from sessions where user_id in (${usersOfRecipients})
returning 1 as removed`,
  /* sql */ `
delete from users where id in (${usersOfRecipients})
returning 1 as removed`,
]
