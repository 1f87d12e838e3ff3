import { auditedVerb } from './audited-verb.sql.ts'

const isLive = /* sql */ `(ends_at_ms is null or ends_at_ms > now_ms)`

const off = {
  name: 'switch_off',
  parameters:
    'switch_id bigint, new_scope text, new_target text, new_reason text, new_author text, for_ms bigint',
  body: /* sql */ `
  insert into switches (id, scope, target, reason, author, created_at_ms, ends_at_ms)
  values (switch_id, new_scope, new_target, new_reason, new_author, now_ms, now_ms + for_ms);
  return end_change(
    audit, 'off', now_ms,
    json_build_object('createdAtMs', now_ms, 'endsAtMs', now_ms + for_ms)
  );`,
}

/** Stops sending from this commit on. */
export const switchOff = auditedVerb(off)

const on = {
  name: 'switch_on',
  parameters: 'switch_id bigint',
  body: /* sql */ `
  delete from switches where id = switch_id and ${isLive};
  if not found then
    return 'false';
  end if;
  return end_change(audit, 'on', now_ms, 'true');`,
}

/** Takes one switch away, and no other. False means that there was none. */
export const switchOn = auditedVerb(on)

const fenced = {
  create: 'create or replace function',
  locks: 'perform change_switching();',
} as const

/** The same two, and when they are answered no verb decides as before: see `hold_switching`. */
export const changeSwitches = [
  auditedVerb({ ...off, ...fenced }),
  auditedVerb({ ...on, ...fenced }),
].join('\n')

/** Everything that stops something now. */
export const listSwitches = /* sql */ `
create function list_switches(clock_ms bigint) returns setof switches
language plpgsql stable
set search_path from current
as $$
declare
  now_ms bigint := coalesce(clock_ms, server_ms());
begin
  return query select * from switches where ${isLive} order by created_at_ms desc, id desc;
end
$$;`
