const among = (names: string) => /* sql */ `in (select unhex(value) from json_each(:${names}))`

/**
 * Removes what is kept of a recipient, a statement per table; each returns a row for every row it
 * removed. Challenges are also found by the recipient alone, for a purpose that is configured no more.
 *
 * What is not here names nobody: limits and requests are kept under hashes of more than the recipient,
 * and end by themselves.
 */
export const eraseStatements: readonly string[] = [
  /* sql */ `
delete from challenges
where recipient_hash ${among('recipient_hashes')} or lookup ${among('challenge_lookups')}
returning 1 as removed`,
  /* sql */ `
delete from failures where lookup ${among('recipient_hashes')}
returning 1 as removed`,
]
