/** How an event travels into a verb: `AuditDraft` of the audit port. `event_key` is never stored. */
export const auditDraft = /* sql */ `
create type audit_draft as (
  type text, facts text, person text, event_id bytea, key_id text, event_key bytea
);`

/**
 * The MAC of an event: `eventMac` of the audit port, byte for byte.
 *
 * It is made here because place, time and outcome are only known here. The key is good for this one
 * event and is not kept, so whoever can only write to this database cannot make it again.
 */
export const eventMac = /* sql */ `
create function event_mac(
  event_key bytea, stream bigint, n bigint, at_ms bigint,
  type text, outcome text, facts text, commitment bytea
) returns bytea
language sql stable parallel safe as $$
select sha256(event_key || sha256(event_key || convert_to(
  stream || chr(10) || n || chr(10) || at_ms || chr(10) || type || chr(10) || outcome || chr(10)
    || encode(sha256(convert_to(facts, 'UTF8')), 'hex') || chr(10)
    || coalesce(encode(commitment, 'hex'), ''),
  'UTF8'
)))
$$;`

/**
 * Closes an event and writes it down.
 *
 * Guarantee: it is part of the transaction of the change that it tells of. The caller holds the row of
 * the stream in `audit_streams` and gives out `n`.
 */
export const writeEvent = /* sql */ `
create function write_event(
  draft audit_draft, stream bigint, n bigint, now_ms bigint, outcome text
) returns void
language plpgsql as $$
declare
  commitment bytea := sha256(convert_to(draft.person, 'UTF8'));
begin
  insert into audit_events (
    stream, n, at_ms, type, outcome, facts, person, commitment, event_id, key_id, mac
  ) values (
    stream, n, now_ms, draft.type, outcome, draft.facts, draft.person, commitment,
    draft.event_id, draft.key_id,
    event_mac(draft.event_key, stream, n, now_ms, draft.type, outcome, draft.facts, commitment)
  );
end
$$;`
