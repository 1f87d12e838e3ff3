import { CountersignError } from '../../../ports/error.ts'
import type { KeyedClaims, LimitClaim, LimitedResult, LimitStanding } from '../../../ports/store.ts'
import * as windowSet from '../../window-set.ts'
import { refusalIn, refusalOfKey, standingsOfKey, type Triples, windowsOf } from '../windows.ts'

/** The limits of one call. */
export interface CallClaims {
  readonly recipientClaims: readonly LimitClaim[]
  readonly limits: readonly KeyedClaims[]
}

/** What a verb that took its limits answers. */
export interface TakenAnswer {
  readonly nowMs: number
  readonly own: Triples
  readonly shards: readonly number[]
  readonly logs: readonly Triples[]
}

/** How the limits stand that were taken. */
export const standingsOf = (
  { recipientClaims, limits }: CallClaims,
  { nowMs, own, shards, logs }: TakenAnswer,
): readonly LimitStanding[] => [
  ...limits.flatMap((keyed, n) =>
    standingsOfKey(keyed, { shard: shards[n] ?? 0, log: logs[n] ?? [] }, nowMs),
  ),
  ...windowSet.standings(windowsOf(own), recipientClaims, nowMs),
]

/** What a verb answers that a limit refused: which key, or else the recipient's own limits. */
export type LimitedAnswer =
  | { readonly kind: 'limited'; readonly nowMs: number; readonly log: Triples }
  | {
      readonly kind: 'limited'
      readonly nowMs: number
      readonly at: number
      readonly logs: readonly Triples[]
    }

/** The refusal as the port tells it. */
export const limitedResult = (claims: CallClaims, answer: LimitedAnswer): LimitedResult => {
  if ('log' in answer) return explained(refusalIn(answer.log, claims.recipientClaims, answer.nowMs))
  const keyed = claims.limits[answer.at]
  return explained(keyed && refusalOfKey(keyed, answer.logs, answer.nowMs))
}

/** A refusal that the windows do not explain would be a fault of ours. */
export const explained = <Result>(result: Result | undefined): Result => {
  if (result === undefined)
    throw new CountersignError('unavailable', 'a refusal of the database is not understood')
  return result
}
