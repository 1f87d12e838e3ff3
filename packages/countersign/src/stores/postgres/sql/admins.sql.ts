import { auditedVerb } from './audited-verb.sql.ts'

/** Whether a token is good at a time. */
export const isGoodAt = (nowMs: string): string =>
  `revoked_at_ms is null and (expires_at_ms is null or expires_at_ms > ${nowMs})`

const isGood = isGoodAt('now_ms')

/**
 * Keeps a token. False means that the name has one that is good.
 *
 * Guarantee: operators' verbs run one after the other, so two cannot both find the name free.
 */
export const createAdmin = auditedVerb({
  name: 'create_admin',
  parameters: 'admin_id bigint, admin_hash bytea, admin_name text, admin_role text, for_ms bigint',
  body: /* sql */ `
  insert into admins (id, hash, name, role, created_at_ms, expires_at_ms)
  select admin_id, admin_hash, admin_name, admin_role, now_ms, now_ms + for_ms
  where not exists (select 1 from admins where name = admin_name and ${isGood});
  if not found then
    return 'false';
  end if;
  return end_change(audit, 'created', now_ms, 'true');`,
})

/** The good tokens among these hashes. */
export const findAdmins = /* sql */ `
create function find_admins(ids bigint[], hashes bytea[], clock_ms bigint)
returns table (name text, role text, hash bytea)
language plpgsql stable
set search_path from current
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  now_ms bigint := coalesce(clock_ms, server_ms());
begin
  return query
    select name, role, hash from admins where id = any (ids) and hash = any (hashes) and ${isGood};
end
$$;`

/** Every token there ever was. */
export const listAdmins = /* sql */ `
create function list_admins() returns setof admins
language sql stable
set search_path from current
as $$
select * from admins order by created_at_ms, name collate "C"
$$;`

/** Revokes the token of a name, and ends its sessions and links. False means there was nothing good. */
export const revokeAdmin = auditedVerb({
  name: 'revoke_admin',
  parameters: 'admin_name text',
  variables: 'has_ended boolean;',
  body: /* sql */ `
  update admins set revoked_at_ms = now_ms where name = admin_name and ${isGood};
  has_ended := found;
  delete from admin_sessions where name = admin_name and expires_at_ms > now_ms;
  has_ended := has_ended or found;
  delete from admin_links where name = admin_name and expires_at_ms > now_ms;
  has_ended := has_ended or found;
  if not has_ended then
    return 'false';
  end if;
  return end_change(audit, 'revoked', now_ms, 'true');`,
})
