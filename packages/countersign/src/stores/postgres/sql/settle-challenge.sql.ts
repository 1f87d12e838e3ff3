import { promoteSettled, promoteSettledWithLink } from './promote.sql.ts'
import { answerRequest, forgetRequest } from './requests.sql.ts'
import { giveBackRecipientLimits, undoBeside, undoFresh } from './undo-open.sql.ts'

const settleChallengeOf = (create: string, promote: string) => /* sql */ `
${create} settle_challenge(request settle_request) returns json
language plpgsql as $$
begin
  if request.outcome <> 'refused' then
    if request.idempotency_id is not null then
      ${answerRequest.trim()};
    end if;
    ${promote.trim()};
    return json_build_object('kind', 'settled');
  end if;

  if request.idempotency_id is not null then
    ${forgetRequest.trim()};
  end if;
  perform give_back_limits(request.give_back, request.opened_at_ms);
  if cardinality(request.claims) > 0 then
    ${giveBackRecipientLimits.trim()};
  end if;
  ${undoBeside.trim()};
  if not found then
    ${undoFresh.trim()};
  end if;
  return json_build_object('kind', 'settled');
end
$$;`

/** `settle` of the store port. */
export const settleChallenge = settleChallengeOf('create function', promoteSettled)

/** The same: a link is promoted with its code. */
export const settleChallengeWithLink = settleChallengeOf(
  'create or replace function',
  promoteSettledWithLink,
)
