import { promoteSettled, promoteSettledWithLink } from './promote.sql.ts'
import { answerRequest, forgetRequest } from './requests.sql.ts'
import {
  giveBackRecipientLimits,
  undoBeside,
  undoFresh,
  undoOwnBeside,
  undoOwnFresh,
} from './undo-open.sql.ts'

/** Where the versions of {@link settleChallenge} differ. */
interface Version {
  readonly create?: string
  readonly promote?: string
  readonly undo?: { readonly beside: string; readonly fresh: string }
}

const settleChallengeOf = ({
  create = 'create or replace function',
  promote = promoteSettledWithLink,
  undo = { beside: undoBeside, fresh: undoFresh },
}: Version) => /* sql */ `
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
  ${undo.beside.trim()};
  if not found then
    ${undo.fresh.trim()};
  end if;
  return json_build_object('kind', 'settled');
end
$$;`

/** `settle` of the store port. */
export const settleChallenge = settleChallengeOf({
  create: 'create function',
  promote: promoteSettled,
})

/** The same: a link is promoted with its code. */
export const settleChallengeWithLink = settleChallengeOf({})

/** The same: the cool-down of a code that was sent later stays. */
export const settleChallengeByItself = settleChallengeOf({
  undo: { beside: undoOwnBeside, fresh: undoOwnFresh },
})
