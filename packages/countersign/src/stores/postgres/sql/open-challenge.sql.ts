import { openBeside } from './open-beside.sql.ts'
import { openFresh } from './open-fresh.sql.ts'
import { promoteDue } from './promote.sql.ts'
import { readChallenge } from './read-challenge.sql.ts'
import { claimRequest, forgetRequest, readRequest } from './requests.sql.ts'

/**
 * `open` of the store port. What was taken before a refusal is given back in the same transaction,
 * by the exact inverse.
 */
export const openChallenge = /* sql */ `
create function open_challenge(request open_request, now_ms bigint, turn int) returns json
language plpgsql as $$
declare
  is_claimed boolean;
  repetition json;
  taken taken_limits;
  own bigint[];
  kept record;
begin
  if request.idempotency_id is not null then
    ${claimRequest.trim()} into is_claimed;
    if is_claimed is null then
      ${readRequest.trim()} into repetition;
      return coalesce(repetition, not_ours('requests'));
    end if;
  end if;

  taken := take_limits(request.limits, now_ms, turn);
  if taken.refused_at is null then
    ${openFresh.trim()} into own;
    if own is null then
      ${promoteDue.trim()};
      ${openBeside.trim()} into own;
    end if;
    if own is not null then
      return json_build_object(
        'kind', 'opened', 'nowMs', now_ms, 'own', own, 'shards', taken.shards, 'logs', taken.logs
      );
    end if;
    perform untake_limits(request.limits, taken.shards);
  end if;

  if request.idempotency_id is not null then
    ${forgetRequest.trim()};
  end if;
  if taken.refused_at is not null then
    return limited_answer(taken, now_ms);
  end if;
  ${readChallenge.trim()} into kept;
  if kept is null then
    return not_ours('challenges');
  end if;
  return json_build_object('kind', 'refused', 'nowMs', now_ms, 'kept', row_to_json(kept));
end
$$;`
