import { auditedVerb } from './audited-verb.sql.ts'

const createApiKey = auditedVerb({
  name: 'create_api_key',
  parameters: 'key_name text, key_hash bytea',
  body: /* sql */ `
  insert into api_keys (name, hash, created_at_ms) values (key_name, key_hash, now_ms)
  on conflict do nothing;
  if not found then
    return 'false';
  end if;
  return end_change(audit, 'created', now_ms, 'true');`,
})

const revokeApiKey = auditedVerb({
  name: 'revoke_api_key',
  parameters: 'key_name text',
  body: /* sql */ `
  update api_keys set revoked_at_ms = now_ms where name = key_name and revoked_at_ms is null;
  if not found then
    return 'false';
  end if;
  return end_change(audit, 'revoked', now_ms, 'true');`,
})

/**
 * Creates and revokes callers' keys, in the place of functions that wrote no event. False means that the
 * name is taken, or the hash; or that there is no such key to revoke.
 */
export const changeApiKeys = [
  /* sql */ `
drop function create_api_key(text, bytea, bigint);
drop function revoke_api_key(text, bigint);`,
  createApiKey,
  revokeApiKey,
].join('\n')
