import {
  countAndCompare,
  countAndCompareCodeOrLink,
  countAndCompareToTheEnd,
  dropNext,
  takeRecipientLimits,
} from './count-and-compare.sql.ts'
import { clearFailures, countFailure } from './failures.sql.ts'
import { promoteDue, promoteDueWithLink } from './promote.sql.ts'
import { readChallenge } from './read-challenge.sql.ts'
import { useUnits } from './use-units.sql.ts'

/** Where the versions of {@link compareCode} differ. */
interface Comparison {
  readonly create: string
  readonly declares: string
  readonly compare: string
  readonly found: string
  readonly wrong: string
  readonly promote?: string
}

const compareCodeOf = ({
  create,
  declares,
  compare,
  found,
  wrong,
  promote = promoteDue,
}: Comparison) => /* sql */ `
${create} compare_code(request attempt_request, now_ms bigint) returns text
language plpgsql as $$
declare
  is_verified boolean;
  has_next boolean;
  kept record;
  failed int;${declares}
begin
  ${compare.trim()} into ${found};
  if not found then
    ${promote.trim()};
    if found then
      ${compare.trim()} into ${found};
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
    return ${wrong};
  end if;
  ${clearFailures.trim()};
  if has_next then
    ${dropNext.trim()};
  end if;
  return 'verified';
end
$$;`

/**
 * The comparison of `attempt`: counts and compares, and minds what follows from it.
 *
 * @returns `verified` or `wrong`, or why nothing was compared
 */
export const compareCode = compareCodeOf({
  create: 'create function',
  declares: '',
  compare: countAndCompare,
  found: 'is_verified, has_next',
  wrong: "'wrong'",
})

const toTheEnd = {
  create: 'create or replace function',
  declares: `
  was_last boolean;`,
  compare: countAndCompareToTheEnd,
  found: 'is_verified, has_next, was_last',
  wrong: "case when was_last then 'wrong_and_locked' else 'wrong' end",
}

/** The same, and `wrong_and_locked` if that was the last attempt. */
export const compareCodeToTheEnd = compareCodeOf(toTheEnd)

/** The same for a code or for its link. */
export const compareCodeOrLink = compareCodeOf({
  ...toTheEnd,
  compare: countAndCompareCodeOrLink,
  promote: promoteDueWithLink,
})

/** Where the versions of {@link attemptChallenge} differ. */
interface Version {
  readonly create: string
  readonly parameters: string
  readonly declares: string
  readonly decides: string
  readonly compares: string
  readonly kind: string
  readonly answers?: string
  /** How an answer of which no event is written ends, and one of which one is. */
  readonly silent: string
  readonly audited: string
}

const attemptChallengeOf = (version: Version) => /* sql */ `
${version.create} attempt_challenge(request attempt_request, now_ms bigint, units bigint[]${version.parameters})
returns verb_answer
language plpgsql as $$
declare
  units_left bigint[] := units;
  place int;
  refused_at int;
  own bigint[] := '{}';
  kept record;${version.declares}
begin${version.decides}
  ${useUnits.trim()};
  if refused_at is not null then
    return row(json_build_object('kind', 'limited', 'at', refused_at), units${version.silent});
  end if;
  if cardinality(request.claims) > 0 then
    ${takeRecipientLimits.trim()} into own;
    if own is null then
      ${readChallenge.trim()} into kept;
      if not found then
        return row(not_ours('challenges'), units${version.silent});
      end if;
      return row(json_build_object('kind', 'limited', 'log', kept.windows), units${version.silent});
    end if;
  end if;
${version.compares}  return row(
    json_build_object('kind', ${version.kind}, 'hasTaken', true, 'own', own${version.answers ?? ''}), units_left${version.audited}
  );
end
$$;`

/** `attempt` of the store port. A refusal by a limit uses nothing. */
export const attemptChallenge = attemptChallengeOf({
  create: 'create function',
  parameters: '',
  declares: '',
  decides: '',
  compares: '',
  kind: 'compare_code(request, now_ms)',
  silent: '',
  audited: '',
})

const decidesBy = (silent: string) => `
  if cardinality(route.integrations) = 0 then
    return row(json_build_object('kind', 'disabled'), units${silent});
  end if;`

const onRecord = {
  parameters: ', route decided_route',
  declares: `
  outcome text;`,
  compares: `  outcome := compare_code(request, now_ms);
`,
  kind: "case outcome when 'wrong_and_locked' then 'wrong' else outcome end",
}

/** The same, unless all of its route is off: then nothing is counted. Says what to audit. */
export const attemptChallengeOnRecord = [
  'drop function attempt_challenge(attempt_request, bigint, bigint[]);',
  attemptChallengeOf({
    ...onRecord,
    create: 'create function',
    decides: decidesBy(', null::text'),
    silent: ', null::text',
    audited: ', outcome',
  }),
].join('\n')

const silent = ', null::text, null::text[]'

/**
 * The same, and a success opens what the request says.
 *
 * Guarantee: it is written in the transaction that uses the code up, and only then: there is no success
 * without what it opens, and nothing is opened by anything else.
 */
export const attemptChallengeWithGrant = attemptChallengeOf({
  ...onRecord,
  create: 'create or replace function',
  declares: `${onRecord.declares}
  opened opened_grant;`,
  decides: decidesBy(silent),
  compares: `${onRecord.compares}  if outcome = 'verified' and request.opens is not null then
    opened := open_grant(request, now_ms);
  end if;
`,
  answers: ", 'granted', opened.answer",
  silent,
  audited: ', outcome, opened.outcomes',
})
