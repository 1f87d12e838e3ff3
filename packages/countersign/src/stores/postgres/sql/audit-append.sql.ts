import { auditedVerb } from './audited-verb.sql.ts'

/** Writes an event that tells of nothing that is kept elsewhere; once, like every change. */
export const appendEvent = auditedVerb({
  name: 'append_event',
  parameters: 'event_outcome text',
  body: /* sql */ `return end_change(audit, event_outcome, now_ms, 'true');`,
})

/**
 * Adds a checkpoint. `same` means that exactly this one is there already, `other` that another is.
 *
 * Guarantee: only the number behind the last one is taken, and the key lets one of several that add it
 * at the same moment through. So there is one chain.
 */
export const addCheckpoint = /* sql */ `
create function add_checkpoint(
  new_number bigint, new_text text, new_signature bytea, new_key_id text
) returns text
language plpgsql
set search_path from current
set lock_timeout = '3s'
as $$
begin
  insert into checkpoints (number, text, signature, key_id)
  select new_number, new_text, new_signature, new_key_id
  where new_number = (select coalesce(max(number), 0) + 1 from checkpoints)
  on conflict do nothing;
  if found then
    return 'added';
  end if;
  return case when exists (
    select 1 from checkpoints
    where number = new_number and text = new_text and signature = new_signature
  ) then 'same' else 'other' end;
end
$$;`

/** Checkpoints behind a number. */
export const listCheckpoints = /* sql */ `
create function list_checkpoints(after bigint, rows_at_most int) returns setof checkpoints
language sql stable
set search_path from current
set enable_seqscan = off
as $$
select * from checkpoints where number > after order by number limit rows_at_most
$$;`
