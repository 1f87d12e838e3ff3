/** Parts of a function. */
interface AuditedVerb {
  readonly name: string
  /** Its parameters between draft and clock. */
  readonly parameters?: string
  readonly variables?: string
  /** What it waits for before the time is read. */
  readonly locks?: string
  /** Makes the change, and returns with `end_change` if there was one. */
  readonly body: string
  /** A later version takes the place of the one before. */
  readonly create?: 'create function' | 'create or replace function'
  /** What keeps two runs apart. */
  readonly begin?: 'begin_change' | 'begin_call'
}

/**
 * A function that makes a change and writes its event down, once, however often it is called. The
 * time is read after the wait for others, so that nothing is decided by a time from before it. A plan
 * that was made while a table was empty must not read it all later.
 */
export const auditedVerb = ({
  name,
  parameters,
  variables = '',
  locks = '',
  body,
  create = 'create function',
  begin = 'begin_change',
}: AuditedVerb) => /* sql */ `
${create} ${name}(${['draft jsonb', parameters, 'clock_ms bigint'].filter(Boolean).join(', ')}) returns json
language plpgsql
set search_path from current
set lock_timeout = '3s'
set enable_seqscan = off
as $$
declare
  audit audit_draft := jsonb_populate_record(null::audit_draft, draft);
  known json := ${begin}(audit);
  now_ms bigint;
  ${variables.trim()}
begin
  if known is not null then
    return known;
  end if;
  ${locks.trim()}
  now_ms := coalesce(clock_ms, server_ms());
  ${body.trim()}
end
$$;`
