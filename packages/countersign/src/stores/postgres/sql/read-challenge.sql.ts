/** Why a statement refused. Read inside the same transaction. */
export const readChallenge = /* sql */ `
select code_hash is not null as has_code, verified_at_ms is not null as is_used,
  attempts, max_attempts, expires_at_ms, sent_at_ms, windows
from challenges
where id = request.id and lookup = request.lookup`
