const fence = /* sql */ `hashtext('countersign switching'), hashtext(current_schema())`

/**
 * Begins a transaction that decides by switches: it holds a lock, shared with others of its kind, until
 * it has committed. Taken before any row is locked, so nobody who holds a row waits for this.
 *
 * Guarantee: whoever changes a switch waits for all of these, and those that come later wait for the
 * change. So when the change is answered, what was decided before it is committed, and what is decided
 * after it has seen it. That needs statements that see what was committed while they waited: read
 * committed, the default of PostgreSQL.
 */
export const holdSwitching = /* sql */ `
create function hold_switching() returns void
language plpgsql as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'transactions must be read committed' using errcode = '25001';
  end if;
  perform pg_advisory_xact_lock_shared(${fence});
end
$$;`

/** Begins a change of what others decide by: the other side of {@link holdSwitching}. */
export const changeSwitching = /* sql */ `
create function change_switching() returns void
language plpgsql as $$
begin
  perform pg_advisory_xact_lock(${fence});
end
$$;`

/** The same for a change by hand, which needs no verb of ours. */
export const changeIntegrationsByHand = /* sql */ `
create function change_switching_by_hand() returns trigger
language plpgsql
set search_path from current
as $$
begin
  perform change_switching();
  return new;
end
$$;
create trigger change_switching before update on integrations
for each row execute function change_switching_by_hand();`
