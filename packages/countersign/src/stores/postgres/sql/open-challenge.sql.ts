import { openBeside, openBesideWithLink } from './open-beside.sql.ts'
import { openDelivery } from './open-delivery.sql.ts'
import { openFresh, openFreshWithLink } from './open-fresh.sql.ts'
import { promoteDue, promoteDueWithLink } from './promote.sql.ts'
import { readChallenge } from './read-challenge.sql.ts'
import { claimRequest, forgetRequest, readRequest } from './requests.sql.ts'
import { useUnits } from './use-units.sql.ts'

/** Where the versions of {@link openChallenge} differ. */
interface Version {
  readonly create: string
  readonly parameters?: string
  readonly declares: string
  /** What is decided once it is known that this is no repetition. */
  readonly decides?: string
  /** What follows once the code is written down. */
  readonly writes: string
  readonly answers: string
  /** How an answer of which no event is written ends, and one of which one is. */
  readonly silent?: string
  readonly audited?: string
  /** The statements that write the code down. */
  readonly fresh?: string
  readonly promote?: string
  readonly beside?: string
  /** What is noted where the code is written down beside an earlier one. */
  readonly besideNote?: string
}

const openChallengeOf = ({
  create,
  parameters = '',
  declares,
  decides = '',
  writes,
  answers,
  silent = '',
  audited = '',
  fresh = openFresh,
  promote = promoteDue,
  beside = openBeside,
  besideNote = '',
}: Version) => /* sql */ `
${create} open_challenge(request open_request, now_ms bigint, units bigint[]${parameters}) returns verb_answer
language plpgsql as $$
declare
  units_left bigint[] := units;
  place int;
  refused_at int;
  is_claimed boolean;
  repetition json;
  own bigint[];
  kept record;${declares}
begin
  if request.idempotency_id is not null then
    ${claimRequest.trim()} into is_claimed;
    if is_claimed is null then
      ${readRequest.trim()} into repetition;
      return row(coalesce(repetition, not_ours('requests')), units${silent});
    end if;
  end if;${decides}

  ${useUnits.trim()};
  if refused_at is null then
    ${fresh.trim()} into own;
    if own is null then
      ${promote.trim()};
      ${beside.trim()} into own;${besideNote}
    end if;
    if own is not null then${writes}
      return row(json_build_object('kind', 'opened', 'hasTaken', true, 'own', own${answers}), units_left${audited});
    end if;
  end if;

  if request.idempotency_id is not null then
    ${forgetRequest.trim()};
  end if;
  if refused_at is not null then
    return row(json_build_object('kind', 'limited', 'at', refused_at), units${silent});
  end if;
  ${readChallenge.trim()} into kept;
  if kept is null then
    return row(not_ours('challenges'), units${silent});
  end if;
  return row(json_build_object('kind', 'refused', 'kept', row_to_json(kept)), units${silent});
end
$$;`

/** `open` of the store port. A refusal uses nothing and leaves nothing behind. */
export const openChallenge = openChallengeOf({
  create: 'create function',
  declares: '',
  writes: '',
  answers: '',
})

/** The same, and the first delivery is written down with the code: no number back means suppressed. */
export const openChallengeAndDelivery = openChallengeOf({
  create: 'create or replace function',
  declares: `
  delivery_id bigint;`,
  writes: `
      if request.integration is not null then
        ${openDelivery.trim()} into delivery_id;
      end if;`,
  answers: ", 'delivery', delivery_id",
})

const byRoute = {
  parameters: ', route decided_route',
  declares: `
  delivery_id bigint;`,
  writes: `
      if request.integration is not null then
        ${openDelivery.trim()} into delivery_id;
      end if;`,
  answers: ", 'delivery', delivery_id",
}

const decidesBy = (silent: string) => `

  if cardinality(route.integrations) = 0 then
    if request.idempotency_id is not null then
      ${forgetRequest.trim()};
    end if;
    return row(json_build_object('kind', 'disabled'), units${silent});
  end if;
  if request.is_handed_over then
    request.integration := route.integrations[1];
  end if;`

const openedOutcome = `,
        case when request.integration is not null and delivery_id is null then 'suppressed' else 'opened' end`

/**
 * The same by the first integration of the route that is on, and not at all if none is. Says what to
 * audit. Programs from before name one integration and no route.
 */
export const openChallengeOnRecord = [
  'drop function open_challenge(open_request, bigint, bigint[]);',
  openChallengeOf({
    ...byRoute,
    create: 'create function',
    decides: decidesBy(', null::text'),
    silent: ', null::text',
    audited: openedOutcome,
  }),
].join('\n')

const silent = ', null::text, null::text[]'

const withLink = {
  ...byRoute,
  create: 'create or replace function',
  decides: decidesBy(silent),
  silent,
  audited: `${openedOutcome}, null::text[]`,
  fresh: openFreshWithLink,
  promote: promoteDueWithLink,
  beside: openBesideWithLink,
}

/** The same, and a code may have a link that stands for it. */
export const openChallengeWithLink = openChallengeOf(withLink)

/** The same, and the answer says whether an earlier code stays the valid one for now. */
export const openChallengeSayingBeside = openChallengeOf({
  ...withLink,
  declares: `${byRoute.declares}
  is_beside boolean := false;`,
  besideNote: `
      is_beside := true;`,
  answers: `${byRoute.answers}, 'isBeside', is_beside`,
})
