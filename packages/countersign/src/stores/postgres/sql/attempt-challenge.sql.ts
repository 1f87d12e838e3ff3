import { countAndCompare, dropNext, takeRecipientLimits } from './count-and-compare.sql.ts'
import { clearFailures, countFailure } from './failures.sql.ts'
import { promoteDue } from './promote.sql.ts'
import { readChallenge } from './read-challenge.sql.ts'
import { useUnits } from './use-units.sql.ts'

/**
 * The comparison of `attempt`: counts and compares, and minds what follows from it.
 *
 * @returns `verified` or `wrong`, or why nothing was compared
 */
export const compareCode = /* sql */ `
create function compare_code(request attempt_request, now_ms bigint) returns text
language plpgsql as $$
declare
  is_verified boolean;
  has_next boolean;
  kept record;
  failed int;
begin
  ${countAndCompare.trim()} into is_verified, has_next;
  if not found then
    ${promoteDue.trim()};
    if found then
      ${countAndCompare.trim()} into is_verified, has_next;
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

  if not is_verified then
    ${countFailure.trim()} into failed;
    if failed is null then
      raise exception 'the failure budget was used up meanwhile' using errcode = '40001';
    end if;
    return 'wrong';
  end if;
  ${clearFailures.trim()};
  if has_next then
    ${dropNext.trim()};
  end if;
  return 'verified';
end
$$;`

/** `attempt` of the store port. A refusal by a limit uses nothing. */
export const attemptChallenge = /* sql */ `
create function attempt_challenge(request attempt_request, now_ms bigint, units bigint[])
returns verb_answer
language plpgsql as $$
declare
  units_left bigint[] := units;
  place int;
  refused_at int;
  own bigint[] := '{}';
  kept record;
begin
  ${useUnits.trim()};
  if refused_at is not null then
    return row(json_build_object('kind', 'limited', 'at', refused_at), units);
  end if;
  if cardinality(request.claims) > 0 then
    ${takeRecipientLimits.trim()} into own;
    if own is null then
      ${readChallenge.trim()} into kept;
      if not found then
        return row(not_ours('challenges'), units);
      end if;
      return row(json_build_object('kind', 'limited', 'log', kept.windows), units);
    end if;
  end if;
  return row(
    json_build_object('kind', compare_code(request, now_ms), 'hasTaken', true, 'own', own), units_left
  );
end
$$;`
