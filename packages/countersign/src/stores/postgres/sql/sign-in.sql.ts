import { contactKinds } from './users.sql.ts'

/**
 * Finds the user of a contact, or makes one that is a guest. The contact is kept as it was given now: sealed
 * with the newest key.
 *
 * Guarantee: the index of the contact lets one user through. Whoever comes while that one is not committed
 * waits for it, and finds it. Whoever got the row holds it until the commit.
 */
const findOrMake = (kind: (typeof contactKinds)[number]) => /* sql */ `
    insert into users (
      id, ${kind}_hash, ${kind}_key_id, ${kind}_sealed, ${kind}_masked, ${kind}_verified_at_ms,
      created_at_ms, updated_at_ms
    ) values (
      request.opens ->> 'userId', contact.hash, contact.key_id, contact.sealed, contact.masked, now_ms,
      now_ms, now_ms
    )
    on conflict (${kind}_hash) where ${kind}_hash is not null do update set
      ${kind}_key_id = excluded.${kind}_key_id, ${kind}_sealed = excluded.${kind}_sealed,
      ${kind}_masked = excluded.${kind}_masked, ${kind}_verified_at_ms = now_ms, updated_at_ms = now_ms
    returning * into kept;`

/** A session that was opened: `GrantedSession` of the port. */
export const showOpened = /* sql */ `
create function show_opened(session_id bigint, kept users, is_new boolean) returns json
language sql stable parallel safe as $$
select json_build_object(
  'kind', 'session', 'ref', session_id::text, 'user', show_user(kept), 'isNew', is_new
)
$$;`

/** Signs in whoever has a verified contact. */
export const signInUser = /* sql */ `
create type new_contact as (kind text, hash bytea, key_id text, sealed bytea, masked text);
create function sign_in_user(request attempt_request, now_ms bigint) returns opened_grant
language plpgsql as $$
declare
  contact new_contact := jsonb_populate_record(null::new_contact, request.opens -> 'contact');
  session new_session := jsonb_populate_record(null::new_session, request.opens -> 'session');
  kept users;
begin
  case contact.kind
${contactKinds.map((kind) => `    when '${kind}' then ${findOrMake(kind).trim()}`).join('\n')}
  end case;
  return row(
    show_opened(begin_session(kept.id, session, now_ms), kept, kept.id = request.opens ->> 'userId'),
    array['created']
  );
end
$$;`
