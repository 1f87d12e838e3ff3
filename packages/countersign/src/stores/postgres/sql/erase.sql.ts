import { lockRows } from './lock-rows.sql.ts'

/**
 * What is kept of a recipient, a statement per table. Challenges are also found by the recipient alone,
 * for a purpose that is configured no more.
 *
 * What is not here names nobody: limits and requests are kept under hashes of more than the recipient,
 * and end by themselves.
 */
const eraseStatements: readonly string[] = [
  /* sql */ `
  delete from failures where id = any (recipient_ids) and lookup = any (recipient_hashes)`,
  /* sql */ `
  delete from challenges where id in (
    select id from challenges
    where recipient_hash = any (recipient_hashes) or lookup = any (challenge_lookups)
    order by id for update
  )`,
]

/** What providers were given, which is found by reading all of it, and what followed. */
const deliveryStatements: readonly string[] = [
  /* sql */ `
  delete from deliveries where id in (
    select id from deliveries where recipient_hash = any (recipient_hashes) order by id for update
  )`,
  /* sql */ `
  delete from suppressions where recipient_hash = any (recipient_hashes)`,
]

const isOfUser = 'phone_hash = any (recipient_hashes) or email_hash = any (recipient_hashes)'

const ofUser = `user_id in (select id from users where ${isOfUser})`

/**
 * What a verified code opened: for the user of a recipient all of it, whatever else it is known by. The user
 * is locked in a statement of its own, so that those behind it see the sessions that have begun meanwhile.
 */
const grantStatements: readonly string[] = [
  /* sql */ `
${lockRows('users', isOfUser)}
${lockRows('sessions', ofUser)}
  delete from sessions where ${ofUser}`,
  /* sql */ `
  delete from users where ${isOfUser}`,
  /* sql */ `
  delete from proofs where id in (
    select id from proofs where recipient_hash = any (recipient_hashes) order by id for update
  )`,
]

const eraseRecipientOf = (create: string, statements: readonly string[]) => /* sql */ `
${create} erase_recipient(
  recipient_ids bigint[], recipient_hashes bytea[], challenge_lookups bytea[]
) returns int
language plpgsql
set search_path from current
set lock_timeout = '3s'
as $$
declare
  erased int := 0;
  removed int;
begin
  if current_setting('synchronous_commit') = 'off' then
    perform set_config('synchronous_commit', 'on', true);
  end if;
${statements
  .map(
    (statement) =>
      `${statement};\n  get diagnostics removed = row_count;\n  erased := erased + removed;`,
  )
  .join('\n')}
  return erased;
end
$$;`

/** Removes every row about a recipient. Says how many. Rows are locked in the order of `run_batch`. */
export const eraseRecipient = eraseRecipientOf('create function', eraseStatements)

/** The same, with deliveries and suppressions. */
export const eraseRecipientAndDeliveries = eraseRecipientOf('create or replace function', [
  ...eraseStatements,
  ...deliveryStatements,
])

/** The same, with proofs, the user and its sessions. */
export const eraseRecipientAndGrants = eraseRecipientOf('create or replace function', [
  ...eraseStatements,
  ...deliveryStatements,
  ...grantStatements,
])

/**
 * Forgets what batches have answered about users: a lane keeps the answers of its newest batch. One that is
 * at work is left alone, because it is about to write others.
 */
export const forgetAnswers = /* sql */ `
create function forget_answers(recipient_hashes bytea[]) returns void
language sql
set search_path from current
set lock_timeout = '3s'
as $$
update lanes set answers = '' where id in (
  select lanes.id from lanes
  where exists (
    select 1 from users
    where (${isOfUser})
      and strpos(lanes.answers, to_json(users.id)::text) > 0
  )
  for update skip locked
)
$$;`
