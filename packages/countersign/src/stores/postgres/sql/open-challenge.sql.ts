import { openBeside } from './open-beside.sql.ts'
import { openDelivery } from './open-delivery.sql.ts'
import { openFresh } from './open-fresh.sql.ts'
import { promoteDue } from './promote.sql.ts'
import { readChallenge } from './read-challenge.sql.ts'
import { claimRequest, forgetRequest, readRequest } from './requests.sql.ts'
import { useUnits } from './use-units.sql.ts'

/** Where the versions of {@link openChallenge} differ. */
interface Version {
  readonly create: string
  readonly declares: string
  /** What follows once the code is written down. */
  readonly writes: string
  readonly answers: string
}

const openChallengeOf = ({ create, declares, writes, answers }: Version) => /* sql */ `
${create} open_challenge(request open_request, now_ms bigint, units bigint[]) returns verb_answer
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
      return row(coalesce(repetition, not_ours('requests')), units);
    end if;
  end if;

  ${useUnits.trim()};
  if refused_at is null then
    ${openFresh.trim()} into own;
    if own is null then
      ${promoteDue.trim()};
      ${openBeside.trim()} into own;
    end if;
    if own is not null then${writes}
      return row(json_build_object('kind', 'opened', 'hasTaken', true, 'own', own${answers}), units_left);
    end if;
  end if;

  if request.idempotency_id is not null then
    ${forgetRequest.trim()};
  end if;
  if refused_at is not null then
    return row(json_build_object('kind', 'limited', 'at', refused_at), units);
  end if;
  ${readChallenge.trim()} into kept;
  if kept is null then
    return row(not_ours('challenges'), units);
  end if;
  return row(json_build_object('kind', 'refused', 'kept', row_to_json(kept)), units);
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
