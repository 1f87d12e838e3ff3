/**
 * Claims an idempotency key for a request that is about to open a challenge.
 *
 * Guarantee: of any number of requests with one key exactly one gets a row back; whoever comes while
 * that one is uncommitted waits for it.
 */
export const claimRequest = /* sql */ `
insert into requests (id, lookup, body_hash, settle_by_ms, purge_at_ms)
values (
  request.idempotency_id, request.idempotency_lookup, request.body_hash,
  now_ms + request.settle_within_ms, now_ms + request.remember_ms
)
on conflict (id) do update set
  body_hash = excluded.body_hash,
  settle_by_ms = excluded.settle_by_ms,
  answer = null,
  purge_at_ms = excluded.purge_at_ms
where requests.lookup = excluded.lookup and requests.purge_at_ms <= now_ms
returning true`

/** What is known of the request that holds a key. */
export const readRequest = /* sql */ `
select json_build_object(
  'kind', case when body_hash = request.body_hash then 'repeated' else 'reused_key' end,
  'isRunning', answer is null and settle_by_ms > now_ms,
  'answer', answer
)
from requests
where id = request.idempotency_id and lookup = request.idempotency_lookup`

/** Writes the answer down that every repetition gets. */
export const answerRequest = /* sql */ `
update requests set answer = request.answer
where id = request.idempotency_id and lookup = request.idempotency_lookup`

/** Nothing came of the request: the same key may try again. */
export const forgetRequest = /* sql */ `
delete from requests
where id = request.idempotency_id and lookup = request.idempotency_lookup`
