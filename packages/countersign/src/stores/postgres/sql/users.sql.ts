import { auditedVerb } from './audited-verb.sql.ts'
import { lockRows } from './lock-rows.sql.ts'

/** What a user may be known by. */
export const contactKinds = ['phone', 'email'] as const

const showContact = (kind: (typeof contactKinds)[number]) => /* sql */ `
  '${kind}', case when kept.${kind}_hash is not null then json_build_object(
    'keyId', kept.${kind}_key_id, 'sealed', encode(kept.${kind}_sealed, 'hex'),
    'masked', kept.${kind}_masked, 'verifiedAtMs', kept.${kind}_verified_at_ms
  ) end`

/** A user as the verbs answer: `User` of the port. */
export const showUser = /* sql */ `
create function show_user(kept users) returns json
language sql stable parallel safe as $$
select json_build_object(
  'id', kept.id,${contactKinds.map(showContact).join(',')},
  'username', kept.username, 'isGuest', kept.is_guest,
  'createdAtMs', kept.created_at_ms, 'updatedAtMs', kept.updated_at_ms
)
$$;`

/** Locks users by their ids and by what they are known by, in the order of their ids. */
export const lockUsers = /* sql */ `
create function lock_users(wanted jsonb) returns void
language plpgsql as $$
declare
  ids text[] := array(select jsonb_array_elements_text(wanted -> 'ids'));
  hashes bytea[] := array(select value::bytea from jsonb_array_elements_text(wanted -> 'hashes'));
begin
  ${lockRows('users', 'id = any (ids) or phone_hash = any (hashes) or email_hash = any (hashes)').trim()}
end
$$;`

/**
 * Changes what is given, if that is something else. Null means that there is no such user, `taken` that
 * another has the username, true that an earlier run has changed it: no user is kept with the answer.
 *
 * Guarantee: the index lets one of several that take a username at the same moment through.
 */
export const changeUser = auditedVerb({
  begin: 'begin_call',
  name: 'change_user',
  parameters: 'user_id text, new_username text, new_is_guest boolean',
  variables: 'kept users;',
  locks: 'perform 1 from users where id = user_id for update;',
  body: /* sql */ `
  begin
    update users set
      username = coalesce(new_username, username),
      is_guest = coalesce(new_is_guest, is_guest),
      updated_at_ms = now_ms
    where id = user_id
      and (
        username is distinct from coalesce(new_username, username)
        or is_guest <> coalesce(new_is_guest, is_guest)
      )
    returning * into kept;
  exception when unique_violation then
    return to_json('taken'::text);
  end;
  if kept.id is null then
    select * into kept from users where id = user_id;
    return case when found then show_user(kept) end;
  end if;
  perform end_call(audit, 'changed', now_ms, 'true');
  return show_user(kept);`,
})

/** A user by its id; null if there is none. */
export const readUser = /* sql */ `
create function read_user(user_id text) returns json
language sql stable
set search_path from current
as $$
select show_user(users) from users where id = user_id
$$;`
