/**
 * Claims an idempotency key for a request that is about to open a challenge.
 *
 * Guarantee: of any number of requests with one key exactly one gets a row back. The claim is undone
 * with the savepoint if the challenge does not open.
 */
export const claimRequest = /* sql */ `
insert into requests (id, lookup, body_hash, settle_by_ms, purge_at_ms)
values (:id, :lookup, :body_hash, :settle_by, :purge_at)
on conflict (id) do update set
  body_hash = excluded.body_hash,
  settle_by_ms = excluded.settle_by_ms,
  answer = null,
  purge_at_ms = excluded.purge_at_ms
where lookup = excluded.lookup and purge_at_ms <= :now
returning 1 as claimed`

/** What is known of the request that holds a key. */
export const readRequest = /* sql */ `
select body_hash, settle_by_ms, answer from requests where id = :id and lookup = :lookup`

/**
 * What is known of the request that holds a key now.
 *
 * Guarantee: a request that was forgotten, or whose time is over, holds no key.
 */
export const recallRequest = /* sql */ `
select body_hash, settle_by_ms, answer from requests
where id = :id and lookup = :lookup and purge_at_ms > :now`

/** Writes the answer down that every repetition gets. */
export const answerRequest = /* sql */ `
update requests set answer = :answer
where id = :id and lookup = :lookup`

/** Nothing came of the request: the same key may try again. */
export const forgetRequest = /* sql */ `
delete from requests
where id = :id and lookup = :lookup`
