import { isGoodAt } from './admins.sql.ts'
import { auditedVerb } from './audited-verb.sql.ts'

/** Keeps a link until then. One that is there is the one that this call made before its connection broke. */
const createLinkOf = (create: string, endMs: string) => /* sql */ `
${create} create_link(
  link_id bigint, link_hash bytea, admin_name text, admin_role text, for_ms bigint, clock_ms bigint
) returns void
language sql
set search_path from current
set lock_timeout = '3s'
as $$
insert into admin_links (id, hash, name, role, expires_at_ms)
values (link_id, link_hash, admin_name, admin_role, ${endMs})
on conflict (id) do nothing
$$;`

const linkEndMs = 'coalesce(clock_ms, server_ms()) + for_ms'

/** Keeps a sign-in link. */
export const createLink = createLinkOf('create function', linkEndMs)

/** When the token of a name ends; null if it has none that is good, or one without an end. */
const tokenEndMs = (name: string, nowMs: string) =>
  `(select expires_at_ms from admins where name = ${name} and ${isGoodAt(nowMs)})`

/** Keeps a sign-in link, which does not outlive the token of its name. A name may have none. */
export const createLinkWithinToken = createLinkOf(
  'create or replace function',
  `least(
  ${linkEndMs},
  ${tokenEndMs('admin_name', 'coalesce(clock_ms, server_ms())')}
)`,
)

const session = 'ids bigint[], hashes bytea[], session_id bigint, session_hash bytea, for_ms bigint'

interface UseLink {
  readonly create: 'create function' | 'create or replace function'
  /** What must hold for the link beside. */
  readonly condition: string
  /** When the session ends. */
  readonly endMs: string
}

const useLinkOf = ({ create, condition, endMs }: UseLink) =>
  auditedVerb({
    create,
    name: 'use_link',
    parameters: session,
    variables: 'link admin_links;',
    body: /* sql */ `
  delete from admin_links where id = any (ids) and hash = any (hashes) and expires_at_ms > now_ms${condition}
  returning * into link;
  if not found then
    return null;
  end if;
  insert into admin_sessions (id, hash, name, role, expires_at_ms)
  values (session_id, session_hash, link.name, link.role, ${endMs});
  return end_change(
    audit, 'used', now_ms, json_build_object('name', link.name, 'role', link.role)
  );`,
  })

/**
 * Spends a sign-in link and begins a session in its place.
 *
 * Guarantee: the row of the link goes with the first use, in the same transaction. Null means that it
 * is used, expired or unknown.
 */
export const useLink = useLinkOf({
  create: 'create function',
  condition: '',
  endMs: 'now_ms + for_ms',
})

/**
 * The same, while the token of its name is good, which the session does not outlive; a name that never had
 * one needs none. Null means as well that the token has ended.
 */
export const useLinkWithinToken = useLinkOf({
  create: 'create or replace function',
  condition: `
    and (
      not exists (select 1 from admins where name = admin_links.name)
      or exists (select 1 from admins where name = admin_links.name and ${isGoodAt('now_ms')})
    )`,
  endMs: `least(now_ms + for_ms, ${tokenEndMs('link.name', 'now_ms')})`,
})

/** Begins a session for a token that is good, which it does not outlive. Null means it is not. */
export const signIn = auditedVerb({
  name: 'sign_in',
  parameters: session,
  variables: 'token admins;',
  body: /* sql */ `
  select * into token from admins
  where id = any (ids) and hash = any (hashes)
    and ${isGoodAt('now_ms')};
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
