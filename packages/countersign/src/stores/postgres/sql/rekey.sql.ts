import { lockRows } from './lock-rows.sql.ts'

const names = 'from_id bigint, from_lookup bytea, to_id bigint, to_lookup bytea'

const recipients = 'from_recipient bytea, to_recipient bytea, to_key_id text'

const bodies = 'from_body bytea, to_body bytea'

/** Of what is to be renamed, everything of one kind, in the order given. */
const each = (kind: string, columns: string) => /* sql */ `
  for name in select * from jsonb_to_recordset(renamed -> '${kind}') as renaming (${columns}) loop`

/** Changes a row's names, unless there is one of the new name, even one that was made this moment. */
const unlessTaken = (update: string) => /* sql */ `
    begin
      ${update.trim()};
      has_moved := found;
    exception when unique_violation then
      has_moved := false;
    end;`

/** Moves the row of one name. */
const move = (table: string, changes = '') =>
  unlessTaken(/* sql */ `
      update ${table} set id = name.to_id, lookup = name.to_lookup${changes}
      where id = name.from_id and lookup = name.from_lookup
        and not exists (select 1 from ${table} taken where taken.id = name.to_id)`)

/** Rows of a table that may be moved, locked in the order of their ids. */
const lock = (table: string, kind: string) => /* sql */ `
  perform 1 from ${table} where id = any (array(
    select from_id from jsonb_to_recordset(renamed -> '${kind}') as renaming (from_id bigint)
  )) order by id for update;`

const hashesOfRecipients = /* sql */ `array(
    select from_recipient from jsonb_to_recordset(renamed -> 'challenges') as renaming (from_recipient bytea)
  )`

/** Users and proofs of the recipients, locked like everything else. */
const lockGrants = [
  lockRows(
    'users',
    `phone_hash = any (${hashesOfRecipients}) or email_hash = any (${hashesOfRecipients})`,
  ),
  lockRows('proofs', `recipient_hash = any (${hashesOfRecipients})`),
].join('')

/** A user has one name for each kind of contact. */
const moveContact = (kind: 'phone' | 'email') =>
  unlessTaken(/* sql */ `
      update users set ${kind}_hash = name.to_recipient
      where ${kind}_hash = name.from_recipient
        and not exists (select 1 from users taken where taken.${kind}_hash = name.to_recipient)`)

/** Any number of proofs may have the same recipient, so none is in the way of another. */
const moveProofs = /* sql */ `
    update proofs set recipient_hash = name.to_recipient where recipient_hash = name.from_recipient;`

const rekeyOf = ({
  create,
  locks,
  moves,
}: Readonly<Record<'create' | 'locks' | 'moves', string>>) => /* sql */ `
${create} rekey(renamed jsonb, over_after_ms bigint, clock_ms bigint) returns void
language plpgsql
set search_path from current
set lock_timeout = '3s'
set enable_seqscan = off
as $$
declare
  now_ms bigint := coalesce(clock_ms, server_ms());
  name record;
  has_moved boolean;
begin
  perform commit_durably();
  perform 1 from limits where id = any (array(
    select from_id # shard
    from jsonb_to_recordset(renamed -> 'limits') as renaming (from_id bigint), generate_series(0, 7) shard
  )) order by id for update;
${lock('failures', 'failures')}
${lock('challenges', 'challenges')}${locks}

${each('limits', names)}
${unlessTaken(/* sql */ `
      update limits set id = name.to_id # (id # name.from_id), lookup = name.to_lookup
      where id between name.from_id & ~7::bigint and name.from_id | 7 and lookup = name.from_lookup
        and not exists (
          select 1 from limits taken where taken.id = name.to_id # (limits.id # name.from_id)
        )`)}
  end loop;

${each('failures', names)}
${move('failures')}
  end loop;

${each('challenges', `${names}, ${recipients}`)}${moves}
${unlessTaken(/* sql */ `
      update suppressions set recipient_hash = name.to_recipient, recipient_key_id = name.to_key_id
      where recipient_hash = name.from_recipient
        and not exists (
          select 1 from suppressions taken
          where taken.recipient_hash = name.to_recipient and taken.channel = suppressions.channel
        )`)}
${move('challenges', ', recipient_hash = name.to_recipient, recipient_key_id = name.to_key_id')}
    if has_moved then
      ${
        /* sql */ `
      update deliveries set challenge_id = name.to_id,
        recipient_hash = name.to_recipient, recipient_key_id = name.to_key_id
      where id > coalesce((
          select id from deliveries where created_at_ms <= now_ms - over_after_ms
          order by id desc limit 1
        ), 0)
        and challenge_id = name.from_id and recipient_hash = name.from_recipient`.trim()
      };
    end if;
  end loop;

${each('requests', `${names}, ${bodies}`)}
${move('requests')}
    update requests set body_hash = name.to_body
    where id = name.to_id and lookup = name.to_lookup and body_hash = name.from_body;
  end loop;
end
$$;`

/**
 * Moves rows to the names that a new key gives them.
 *
 * Guarantee: a row is moved once and as a whole, and only to a name that nothing is kept under. Whoever
 * moves the same row meanwhile waits for the lock and then finds it gone. A verb that makes a row of
 * the new name meanwhile waits for the commit and then finds the moved one; or it was first, and the
 * row under the old name stays.
 *
 * Locks are those of `run_batch` in its order, and names are given in the order of the new ids. All
 * eight rows of a limit that everybody takes from are moved, each to its place.
 */
export const rekey = rekeyOf({ create: 'create function', locks: '', moves: '' })

/** The same, with the users and the proofs of the recipients. */
export const rekeyWithGrants = rekeyOf({
  create: 'create or replace function',
  locks: lockGrants,
  moves: [moveContact('phone'), moveContact('email'), moveProofs].join(''),
})
