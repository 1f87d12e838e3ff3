/**
 * Locks rows of a table in the order of their ids, for whoever changes several. They are found first and
 * put in order then: a plan that was made while the table was small must not walk all of it in that order
 * later.
 */
export const lockRows = (table: 'proofs' | 'sessions' | 'users', which: string) => /* sql */ `
  perform 1 from ${table} where id = any (array(
    select id from ${table} where ${which}
  )) order by id for update;`
