import { replacedBytesAtMost } from '../../replaced-tokens.ts'
import { auditedVerb } from './audited-verb.sql.ts'
import { isGood } from './sessions.sql.ts'

const tokenOfAmong = (create: string, further = '') => /* sql */ `
${create} token_of(kept sessions, key_ids text[], hashes bytea[]) returns text
language sql immutable parallel safe as $$
select case
  when bool_or((key_id, hash) = (kept.key_id, kept.hash)) then 'present'
  when bool_or((key_id, hash) = (kept.next_key_id, kept.next_hash)) then 'next'
  when bool_or((key_id, hash) = (kept.previous_key_id, kept.previous_hash)) then 'previous'${further}
end
from unnest(key_ids, hashes) token (key_id, hash)
$$;`

/**
 * Which of its tokens a session was named by: the one that is good now, the one that was given to take its
 * place, or the one before; null if it is none of them.
 *
 * What is compared are keyed hashes under a key that is not in this database: see `code_matches`.
 */
export const tokenOf = tokenOfAmong('create function')

/** The same, and `older` for one from before the one before. */
export const tokenOfAll = tokenOfAmong(
  'create or replace function',
  `
  when bool_or(position(hash in kept.replaced_hashes) > 0) then 'older'`,
)

const isNamed = /* sql */ `sessions.id = session_id and ${isGood}`

const token = /* sql */ `token_of(sessions, key_ids, hashes)`

const read = /* sql */ `
  select ${token} as token, seen_at_ms + note_every_ms <= now_ms as is_due,
    promoted_at_ms + grace_ms <= now_ms as is_late,
    json_build_object('session', show_session(sessions), 'user', show_user(users)) as shown
  from sessions join users on users.id = sessions.user_id
  where ${isNamed} and ${token} is not null
  into kept`

/** Where the versions of {@link findSession} differ. */
interface Version {
  readonly create: string
  /** Whose appearance ends a session. */
  readonly isReused: string
  /** What else is kept when a token is replaced. */
  readonly keeps?: string
}

const isLate = `${token} = 'previous' and promoted_at_ms + grace_ms <= now_ms`

const findSessionOf = ({ create, isReused, keeps = '' }: Version) => /* sql */ `
${create} find_user_session(
  draft jsonb, session_id bigint, key_ids text[], hashes bytea[],
  note_every_ms bigint, grace_ms bigint, clock_ms bigint
) returns json
language plpgsql
set search_path from current
set lock_timeout = '3s'
set enable_seqscan = off
as $$
declare
  now_ms bigint := coalesce(clock_ms, server_ms());
  kept record;
begin
  ${read.trim()};
  if not found then
    return null;
  end if;
  if not kept.is_due and (kept.token = 'present' or kept.token = 'previous' and not kept.is_late) then
    return kept.shown;
  end if;

  perform commit_durably();
  delete from sessions
  where ${isNamed} and ${isReused};
  if found then
    perform end_call(jsonb_populate_record(null::audit_draft, draft), 'reused', now_ms, 'null');
    return null;
  end if;
  update sessions set
    previous_key_id = key_id, previous_hash = hash,
    key_id = next_key_id, hash = next_hash,
    next_key_id = null, next_hash = null, next_given_at_ms = null,
    promoted_at_ms = now_ms${keeps}
  where ${isNamed} and ${token} = 'next';
  update sessions set seen_at_ms = now_ms
  where ${isNamed} and ${token} is not null and seen_at_ms + note_every_ms <= now_ms;
  ${read.trim()};
  return case when found then kept.shown end;
end
$$;`

/**
 * The good session of a token, and whose it is. As a rule that is one look and nothing is written.
 *
 * Guarantee: the first use of the token that was given next makes it the only one that is good, in one
 * statement. Whoever comes with the one before after the grace has a copy of it, or somebody else has: the
 * session ends, with its event in the same transaction, for all of them. Every change repeats the guard in
 * its own `where`, so of any number of calls at once one makes it. Run twice, it does the same.
 */
export const findSession = findSessionOf({ create: 'create function', isReused: isLate })

/** The same, and whoever comes with one from before that ends it as well. */
export const findSessionOfAll = findSessionOf({
  create: 'create or replace function',
  isReused: `(${isLate} or ${token} = 'older')`,
  keeps: `,
    replaced_hashes = substring(
      coalesce(replaced_hashes, '') || hash
      from greatest(1, length(coalesce(replaced_hashes, '')) + length(hash) - ${replacedBytesAtMost - 1})
    )`,
})

/**
 * Gives a session a token that will take the place of the present one when it is used. `already` if
 * another was given a short while ago, null if the token is not the present one of a good session.
 *
 * Guarantee: the guard reads the row that the same statement changes, so of any number of calls at once one
 * gives a token, and the others are told that there is one.
 */
export const rotateSession = auditedVerb({
  begin: 'begin_call',
  name: 'rotate_user_session',
  parameters: `session_id bigint, key_ids text[], hashes bytea[],
  new_key_id text, new_hash bytea, grace_ms bigint`,
  locks: `perform 1 from sessions where id = session_id and ${token} is not null for update;`,
  body: /* sql */ `
  update sessions set next_key_id = new_key_id, next_hash = new_hash, next_given_at_ms = now_ms
  where ${isNamed} and ${token} = 'present'
    and (next_hash is null or next_given_at_ms + grace_ms <= now_ms);
  if found then
    return end_call(audit, 'rotated', now_ms, to_json('rotated'::text));
  end if;
  perform 1 from sessions where ${isNamed} and ${token} = 'present';
  return case when found then to_json('already'::text) end;`,
})
