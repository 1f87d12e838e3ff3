import { auditedVerb } from './audited-verb.sql.ts'

/**
 * Suppresses the recipient of a delivery on its channel, given a reason. One that is suppressed already
 * stays as it is.
 */
export const suppressRecipient = /* sql */ `
create function suppress_recipient(delivery_id bigint, suppresses text, now_ms bigint) returns void
language plpgsql as $$
begin
  if suppresses is null then
    return;
  end if;
  insert into suppressions (
    recipient_hash, channel, recipient_key_id, recipient_masked, reason, since_ms
  )
  select recipient_hash, channel, recipient_key_id, recipient_masked, suppresses, now_ms
  from deliveries where id = delivery_id
  on conflict (recipient_hash, channel) do nothing;
end
$$;`

/** Those that were suppressed last. */
export const listSuppressions = /* sql */ `
create function list_suppressions(rows_at_most int) returns setof suppressions
language sql stable
set search_path from current
as $$
select * from suppressions order by since_ms desc, recipient_hash, channel limit rows_at_most
$$;`

/**
 * Allows sending to a recipient again, on one channel or, given none, on all; how many that were.
 * Replaced by {@link clearSuppressionsOnRecord}.
 */
export const clearSuppressions = /* sql */ `
create function clear_suppressions(hashes bytea[], on_channel text) returns int
language plpgsql
set search_path from current
set lock_timeout = '3s'
set enable_seqscan = off
as $$
declare
  cleared int;
begin
  perform commit_durably();
  delete from suppressions
  where recipient_hash = any (hashes) and (on_channel is null or channel = on_channel);
  get diagnostics cleared = row_count;
  return cleared;
end
$$;`

/** The same with its event, and so once, in the place of a function that wrote none. */
export const clearSuppressionsOnRecord = [
  'drop function clear_suppressions(bytea[], text);',
  auditedVerb({
    name: 'clear_suppressions',
    parameters: 'hashes bytea[], on_channel text',
    variables: 'cleared int;',
    body: /* sql */ `
  delete from suppressions
  where recipient_hash = any (hashes) and (on_channel is null or channel = on_channel);
  get diagnostics cleared = row_count;
  if cleared = 0 then
    return '0';
  end if;
  return end_change(audit, 'cleared', now_ms, to_json(cleared));`,
  }),
].join('\n')
