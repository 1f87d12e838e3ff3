import { lockRows } from './lock-rows.sql.ts'
import { isGood } from './sessions.sql.ts'
import { contactKinds } from './users.sql.ts'

const takeContact = (kind: (typeof contactKinds)[number]) => /* sql */ `
        has_replaced := kept.${kind}_hash <> contact.hash;
        update users set
          ${kind}_hash = contact.hash, ${kind}_key_id = contact.key_id,
          ${kind}_sealed = contact.sealed, ${kind}_masked = contact.masked,
          ${kind}_verified_at_ms = now_ms, updated_at_ms = now_ms
        where id = kept.id
        returning * into kept;`

/**
 * Gives the user of a good session a contact that was just verified, and begins a session.
 *
 * Guarantee: the session must be that of the user and good, and the index of the contact lets one user
 * have it, whoever else takes it at the same moment. The user is locked first, so nobody begins or ends a
 * session in between: where another contact is replaced, none of before is left.
 */
export const changeContact = /* sql */ `
create function change_contact(request attempt_request, now_ms bigint) returns opened_grant
language plpgsql as $$
declare
  contact new_contact := jsonb_populate_record(null::new_contact, request.opens -> 'contact');
  session new_session := jsonb_populate_record(null::new_session, request.opens -> 'session');
  kept users;
  has_replaced boolean;
begin
  select * into kept from users where id = request.opens ->> 'userId' for update;
  perform 1 from sessions
  where id = (request.opens ->> 'sessionRef')::bigint and user_id = kept.id and ${isGood};
  if not found then
    return row(json_build_object('kind', 'session_over'), '{}'::text[]);
  end if;

  begin
    case contact.kind
${contactKinds.map((kind) => `      when '${kind}' then ${takeContact(kind).trim()}`).join('\n')}
    end case;
  exception when unique_violation then
    return row(json_build_object('kind', 'contact_taken'), array['taken']);
  end;
  if has_replaced then
    ${lockRows('sessions', 'user_id = kept.id').trim()}
    delete from sessions where user_id = kept.id;
  end if;
  return row(
    show_opened(begin_session(kept.id, session, now_ms), kept, false), array['verified', 'created']
  );
end
$$;`
