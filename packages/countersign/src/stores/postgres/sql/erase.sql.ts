/**
 * What is kept of a recipient, a statement per table. Challenges are also found by the recipient alone,
 * for a purpose that is configured no more.
 *
 * What is not here names nobody: limits and requests are kept under hashes of more than the recipient,
 * and end by themselves.
 */
const eraseStatements: readonly string[] = [
  /* sql */ `
  delete from failures where id = any (recipient_ids) and lookup = any (recipient_hashes)`,
  /* sql */ `
  delete from challenges where id in (
    select id from challenges
    where recipient_hash = any (recipient_hashes) or lookup = any (challenge_lookups)
    order by id for update
  )`,
]

/** Removes every row about a recipient. Says how many. Rows are locked in the order of `run_batch`. */
export const eraseRecipient = /* sql */ `
create function erase_recipient(
  recipient_ids bigint[], recipient_hashes bytea[], challenge_lookups bytea[]
) returns int
language plpgsql
set search_path from current
set lock_timeout = '3s'
as $$
declare
  erased int := 0;
  removed int;
begin
  if current_setting('synchronous_commit') = 'off' then
    perform set_config('synchronous_commit', 'on', true);
  end if;
${eraseStatements
  .map(
    (statement) =>
      `${statement};\n  get diagnostics removed = row_count;\n  erased := erased + removed;`,
  )
  .join('\n')}
  return erased;
end
$$;`
