import { auditedVerb } from './audited-verb.sql.ts'
import { lockRows } from './lock-rows.sql.ts'

/** Neither over nor left idle for too long. */
export const isGood = /* sql */ `sessions.expires_at_ms > now_ms
    and sessions.seen_at_ms + sessions.idle_ms > now_ms`

const lockSessions = lockRows('sessions', 'user_id = of_user')

/** A session as its user sees it: `SessionRow` of the port. */
export const showSession = /* sql */ `
create function show_session(kept sessions) returns json
language sql stable parallel safe as $$
select json_build_object(
  'ref', kept.id::text, 'label', kept.label,
  'createdAtMs', kept.created_at_ms, 'seenAtMs', kept.seen_at_ms, 'expiresAtMs', kept.expires_at_ms
)
$$;`

/**
 * Begins a session, and ends those that are too many: the ones least lately used.
 *
 * Guarantee: the caller holds the row of the user until the commit, and so does everybody who begins a
 * session. So each of them sees the sessions of the one before, and there are never more than may be.
 */
export const beginSession = /* sql */ `
create type new_session as (
  key_id text, hash bytea, ttl_ms bigint, idle_ms bigint, label text, sessions_at_most bigint
);
create function begin_session(of_user text, session new_session, now_ms bigint) returns bigint
language plpgsql as $$
declare
  new_id bigint;
begin
  ${lockSessions.trim()}
  insert into sessions (
    user_id, key_id, hash, label, created_at_ms, seen_at_ms, idle_ms, expires_at_ms
  ) values (
    of_user, session.key_id, session.hash, session.label,
    now_ms, now_ms, session.idle_ms, now_ms + session.ttl_ms
  )
  returning id into new_id;
  delete from sessions where id in (
    select id from sessions
    where user_id = of_user and id <> new_id and ${isGood}
    order by seen_at_ms desc, id desc
    offset greatest(session.sessions_at_most - 1, 0)
  );
  return new_id;
end
$$;`

/** Sessions of a user that are good, the one used last first. */
export const listSessions = /* sql */ `
create function list_user_sessions(of_user text, clock_ms bigint) returns table (session json)
language plpgsql stable
set search_path from current
set enable_seqscan = off
as $$
declare
  now_ms bigint := coalesce(clock_ms, server_ms());
begin
  return query
    select show_session(sessions) from sessions
    where user_id = of_user and ${isGood}
    order by seen_at_ms desc, id desc;
end
$$;`

/**
 * Ends one session of a user or, given none, all of them. Says how many.
 *
 * Guarantee: the user is locked first, so a session that begins meanwhile was there before, and ends, or
 * begins after. What has ended is gone: no token finds it, and no proof that it asked for is good.
 */
export const endSessions = auditedVerb({
  begin: 'begin_call',
  name: 'end_user_sessions',
  parameters: 'of_user text, session_id bigint',
  variables: 'ended bigint;',
  locks: `perform 1 from users where id = of_user for update;${lockSessions}`,
  body: /* sql */ `
  delete from sessions
  where user_id = of_user and (session_id is null or id = session_id) and ${isGood};
  get diagnostics ended = row_count;
  if ended = 0 then
    return '0';
  end if;
  return end_call(audit, 'ended', now_ms, to_json(ended));`,
})
