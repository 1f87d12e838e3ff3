import type { AttemptKind, AttemptRequest, AttemptResult } from '../../../ports/store.ts'
import { packClaims, packLimits } from '../claims.ts'
import { bytes, candidatesOf, text } from '../encode.ts'
import { rowId } from '../row-id.ts'
import { lockSetOf } from './lock-set.ts'
import { type LimitedAnswer, limitedResult, standingsOf, type TakenAnswer } from './taken.ts'
import type { Verb } from './verb.ts'

type AttemptAnswer = ({ readonly kind: AttemptKind } & TakenAnswer) | LimitedAnswer

/** {@link Store.attempt} as a verb of a batch. */
export const attemptVerb = (request: AttemptRequest): Verb<AttemptResult> => ({
  json: JSON.stringify({
    verb: 'attempt',
    ...challengeOf(request),
    ...budgetOf(request),
    ...packClaims(request.recipientClaims),
    limits: packLimits(request.limits),
  }),
  challenge: rowId(request.challenge.lookup),
  failures: rowId(request.challenge.recipientHash),
  ...lockSetOf(request.limits),
  read: (answer) => toResult(request, answer as AttemptAnswer),
})

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

const toResult = (request: AttemptRequest, answer: AttemptAnswer): AttemptResult =>
  answer.kind === 'limited'
    ? limitedResult(request, answer)
    : { kind: answer.kind, standings: standingsOf(request, answer) }
