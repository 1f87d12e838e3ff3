import { promoteSettled } from './promote.sql.ts'
import { answerRequest, forgetRequest } from './requests.sql.ts'
import { giveBackRecipientLimits, undoBeside, undoFresh } from './undo-open.sql.ts'

/** `settle` of the store port. */
export const settleChallenge = /* sql */ `
create function settle_challenge(request settle_request) returns json
language plpgsql as $$
begin
  if request.outcome <> 'refused' then
    if request.idempotency_id is not null then
      ${answerRequest.trim()};
    end if;
    ${promoteSettled.trim()};
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
