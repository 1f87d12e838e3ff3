import { auditedVerb } from './audited-verb.sql.ts'

/** Makes a row for every integration that has none. One that is there stays as it is. */
export const ensureIntegrations = /* sql */ `
create function ensure_integrations(ids text[], clock_ms bigint) returns void
language sql
set search_path from current
set lock_timeout = '3s'
as $$
insert into integrations (id, updated_at_ms)
select id, coalesce(clock_ms, server_ms()) from unnest(ids) id order by id
on conflict (id) do nothing
$$;`

const shown = /* sql */ `json_build_object(
  'id', id, 'otpEnabled', otp_enabled, 'settings', settings, 'updatedAtMs', updated_at_ms
)`

const change = {
  name: 'change_integration',
  parameters: 'integration_id text, new_enabled boolean, new_settings text',
  variables: 'row_after json;',
  body: /* sql */ `
  update integrations set
    otp_enabled = coalesce(new_enabled, otp_enabled),
    settings = coalesce(new_settings, settings),
    updated_at_ms = now_ms
  where id = integration_id
    and (otp_enabled <> coalesce(new_enabled, otp_enabled)
      or settings <> coalesce(new_settings, settings))
  returning ${shown} into row_after;
  if found then
    return end_change(audit, 'changed', now_ms, row_after);
  end if;
  select ${shown} into row_after from integrations where id = integration_id;
  return row_after;`,
}

/** Changes what is given. Null means that there is no such row. */
export const changeIntegration = auditedVerb(change)

/** The same, and when it is answered no verb decides as before: see `hold_switching`. */
export const changeIntegrationAtOnce = auditedVerb({
  ...change,
  create: 'create or replace function',
  locks: 'perform change_switching();',
})

/** All integrations. */
export const listIntegrations = /* sql */ `
create function list_integrations() returns table (integration json)
language sql stable
set search_path from current
as $$
select ${shown} from integrations order by id collate "C"
$$;`
