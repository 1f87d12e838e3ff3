import { auditedVerb } from './audited-verb.sql.ts'

/** Keeps a sign-in link. One that is there is the one that this call made before its connection broke. */
export const createLink = /* sql */ `
create function create_link(
  link_id bigint, link_hash bytea, admin_name text, admin_role text, for_ms bigint, clock_ms bigint
) returns void
language sql
set search_path from current
set lock_timeout = '3s'
as $$
insert into admin_links (id, hash, name, role, expires_at_ms)
values (link_id, link_hash, admin_name, admin_role, coalesce(clock_ms, server_ms()) + for_ms)
on conflict (id) do nothing
$$;`

const session = 'ids bigint[], hashes bytea[], session_id bigint, session_hash bytea, for_ms bigint'

/**
 * Spends a sign-in link and begins a session in its place.
 *
 * Guarantee: the row of the link goes with the first use, in the same transaction. Null means that it
 * is used, expired or unknown.
 */
export const useLink = auditedVerb({
  name: 'use_link',
  parameters: session,
  variables: 'link admin_links;',
  body: /* sql */ `
  delete from admin_links where id = any (ids) and hash = any (hashes) and expires_at_ms > now_ms
  returning * into link;
  if not found then
    return null;
  end if;
  insert into admin_sessions (id, hash, name, role, expires_at_ms)
  values (session_id, session_hash, link.name, link.role, now_ms + for_ms);
  return end_change(
    audit, 'used', now_ms, json_build_object('name', link.name, 'role', link.role)
  );`,
})

/** Begins a session for a token that is good, which it does not outlive. Null means it is not. */
export const signIn = auditedVerb({
  name: 'sign_in',
  parameters: session,
  variables: 'token admins;',
  body: /* sql */ `
  select * into token from admins
  where id = any (ids) and hash = any (hashes)
    and revoked_at_ms is null and (expires_at_ms is null or expires_at_ms > now_ms);
  if not found then
    return null;
  end if;
  insert into admin_sessions (id, hash, name, role, expires_at_ms)
  values (session_id, session_hash, token.name, token.role, least(now_ms + for_ms, token.expires_at_ms));
  return end_change(
    audit, 'signed_in', now_ms, json_build_object('name', token.name, 'role', token.role)
  );`,
})

/** The good sessions among these hashes. */
export const findSessions = /* sql */ `
create function find_sessions(ids bigint[], hashes bytea[], clock_ms bigint)
returns table (name text, role text, hash bytea)
language sql stable
set search_path from current
set enable_seqscan = off
as $$
select name, role, hash from admin_sessions
where id = any (ids) and hash = any (hashes) and expires_at_ms > coalesce(clock_ms, server_ms())
$$;`

/** Ends a session. False means that there was none that was good. */
export const endSession = /* sql */ `
create function end_session(ids bigint[], hashes bytea[], clock_ms bigint) returns boolean
language plpgsql
set search_path from current
set lock_timeout = '3s'
set enable_seqscan = off
as $$
begin
  delete from admin_sessions
  where id = any (ids) and hash = any (hashes) and expires_at_ms > coalesce(clock_ms, server_ms());
  return found;
end
$$;`
