import { countAndCompare, dropNext, takeRecipientLimits } from './count-and-compare.sql.ts'
import { clearFailures, countFailure } from './failures.sql.ts'
import { promoteDue } from './promote.sql.ts'
import { readChallenge } from './read-challenge.sql.ts'

/**
 * The comparison of `attempt`: counts and compares, and minds what follows from it.
 *
 * @returns `verified` or `wrong`, or why nothing was compared
 */
export const compareCode = /* sql */ `
create function compare_code(request attempt_request, now_ms bigint) returns text
language plpgsql as $$
declare
  counted record;
  kept record;
  failed int;
begin
  ${countAndCompare.trim()} into counted;
  if not found then
    ${promoteDue.trim()};
    if found then
      ${countAndCompare.trim()} into counted;
    end if;
  end if;

  if not found then
    ${readChallenge.trim()} into kept;
    return case
      when not found or not kept.has_code then 'unknown'
      when kept.is_used then 'used'
      when kept.expires_at_ms <= now_ms then 'expired'
      when kept.attempts >= kept.max_attempts then 'locked'
      else 'over_budget'
    end;
  end if;

  if not counted.is_verified then
    ${countFailure.trim()} into failed;
    if failed is null then
      raise exception 'the failure budget was used up meanwhile' using errcode = '40001';
    end if;
    return 'wrong';
  end if;
  ${clearFailures.trim()};
  if counted.has_next then
    ${dropNext.trim()};
  end if;
  return 'verified';
end
$$;`

/** `attempt` of the store port. What was taken before a refusal is given back, by the exact inverse. */
export const attemptChallenge = /* sql */ `
create function attempt_challenge(request attempt_request, now_ms bigint, turn int) returns json
language plpgsql as $$
declare
  taken taken_limits;
  own bigint[] := '{}';
  kept record;
begin
  taken := take_limits(request.limits, now_ms, turn);
  if taken.refused_at is not null then
    return limited_answer(taken, now_ms);
  end if;
  if cardinality(request.claims) > 0 then
    ${takeRecipientLimits.trim()} into own;
    if own is null then
      perform untake_limits(request.limits, taken.shards);
      ${readChallenge.trim()} into kept;
      if not found then
        return not_ours('challenges');
      end if;
      return json_build_object('kind', 'limited', 'nowMs', now_ms, 'log', kept.windows);
    end if;
  end if;
  return json_build_object(
    'kind', compare_code(request, now_ms),
    'nowMs', now_ms, 'own', own, 'shards', taken.shards, 'logs', taken.logs
  );
end
$$;`
