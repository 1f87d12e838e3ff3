import type { AttemptKind, AttemptRequest, AttemptResult } from '../../../ports/store.ts'
import { packClaims } from '../claims.ts'
import { bytes, candidatesOf, draftOf, text } from '../encode.ts'
import { packRoute } from '../routes.ts'
import { rowId } from '../row-id.ts'
import type { Triples } from '../windows.ts'
import { type GrantedAnswer, packGrant, readGranted } from './grant.ts'
import { type LimitedAnswer, limitedResult, standingsOf } from './taken.ts'
import type { BatchState, Verb } from './verb.ts'

type AttemptAnswer =
  | {
      readonly kind: AttemptKind
      readonly own: Triples
      readonly granted?: GrantedAnswer | null
    }
  | { readonly kind: 'disabled' }
  | LimitedAnswer

/** {@link Store.attempt} as a verb of a batch. */
export const attemptVerb = (request: AttemptRequest): Verb<AttemptResult> => {
  const grant = request.grant && packGrant(request.grant)
  return {
    request: {
      verb: 'attempt',
      ...challengeOf(request),
      ...budgetOf(request),
      ...packClaims(request.recipientClaims),
      ...(request.isLink && { is_link: true }),
      ...(grant && { opens: grant.opens }),
    },
    route: packRoute(request.route),
    groupKind: isUsual(request) ? 'attempts' : undefined,
    event: draftOf(request.audit),
    recipient: rowId(request.challenge.recipientHash),
    challenge: rowId(request.challenge.lookup),
    failures: rowId(request.challenge.recipientHash),
    ...(grant && { further: grant.events, users: grant.users }),
    limits: request.limits,
    read: (answer, state) => toResult(request, answer as AttemptAnswer, state),
  }
}

/** Whether it takes from no limit of the recipient and opens at most a proof. */
const isUsual = ({ recipientClaims, grant }: AttemptRequest): boolean =>
  recipientClaims.length === 0 && (grant === undefined || grant.kind === 'proof')

const challengeOf = ({ challenge, candidates }: AttemptRequest) => ({
  id: rowId(challenge.lookup).toString(),
  lookup: bytes(challenge.lookup),
  purpose: text(challenge.purpose),
  recipient_id: rowId(challenge.recipientHash).toString(),
  recipient_hash: bytes(challenge.recipientHash),
  recipient_key_id: text(challenge.recipientKeyId),
  candidates: candidatesOf(candidates),
})

const budgetOf = ({ budget }: AttemptRequest) => ({
  budget: packClaims(budget.claims).claims,
  in_a_row_max: budget.inARow,
  remember_ms: budget.rememberMs,
})

const toResult = (
  request: AttemptRequest,
  answer: AttemptAnswer,
  state: BatchState,
): AttemptResult => {
  if (answer.kind === 'disabled') return { kind: 'disabled' }
  if (answer.kind === 'limited') return limitedResult(request, answer, state)
  const standings = standingsOf(request, answer, state)
  if (answer.kind !== 'verified' || !answer.granted) return { kind: answer.kind, standings }
  return { kind: answer.kind, standings, granted: readGranted(answer.granted) }
}
