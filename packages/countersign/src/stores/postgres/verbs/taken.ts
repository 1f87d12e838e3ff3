import { CountersignError } from '../../../ports/error.ts'
import type { LimitClaim, LimitedResult, LimitStanding } from '../../../ports/store.ts'
import * as windowSet from '../../window-set.ts'
import { refusalIn, refusalOfKey, standingsOfKey, type Triples, windowsOf } from '../windows.ts'
import type { BatchState } from './verb.ts'

interface Call {
  readonly recipientClaims: readonly LimitClaim[]
}

/** How the limits stand that were taken; `own` are the windows of the recipient. */
export const standingsOf = (
  { recipientClaims }: Call,
  { own }: { readonly own: Triples },
  { nowMs, keys }: BatchState,
): readonly LimitStanding[] => [
  ...keys.flatMap((key) => standingsOfKey(key, nowMs)),
  ...windowSet.standings(windowsOf(own), recipientClaims, nowMs),
]

/** What a verb answers that a limit refused: which key of the batch, or else the recipient's own. */
export type LimitedAnswer =
  | { readonly kind: 'limited'; readonly log: Triples }
  | { readonly kind: 'limited'; readonly at: number }

/** The refusal as the port tells it. */
export const limitedResult = (
  { recipientClaims }: Call,
  answer: LimitedAnswer,
  { nowMs, keys, placeOf }: BatchState,
): LimitedResult => {
  if ('log' in answer) return explained(refusalIn(answer.log, recipientClaims, nowMs))
  const key = keys[placeOf(answer.at)]
  return explained(key && refusalOfKey(key, nowMs))
}

/** A refusal that the windows do not explain would be a fault of ours. */
export const explained = <Result>(result: Result | undefined): Result => {
  if (result === undefined)
    throw new CountersignError('unavailable', 'a refusal of the database is not understood')
  return result
}
