/**
 * What is known of the request that holds a key now. By itself and not in a batch: it changes nothing.
 *
 * Guarantee: a request that was forgotten, or whose time is over, holds no key.
 */
export const recallRequest = (schema: string): string => /* sql */ `
select body_hash = $3 as is_same, answer is null and settle_by_ms > now_ms as is_running, answer
from "${schema}".requests, lateral (
  select coalesce($4::bigint, "${schema}".server_ms()) as now_ms
) as clock
where id = $1 and lookup = $2 and purge_at_ms > now_ms`
