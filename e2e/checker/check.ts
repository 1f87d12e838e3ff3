import { startWithinMs } from 'countersign'
import { type Call, challengeOf, type History } from '../history/history.ts'
import { explain } from './explain.ts'
import type { Finding } from './finding.ts'
import { checkLimits } from './limits.ts'
import { isWithinLife, opsOf } from './ops-of.ts'
import { checkMessages, checkRequests } from './requests.ts'
import { explainable } from './search.ts'

/** What a history says about the system it was recorded on. */
export interface Judgement {
  /** Challenges that were judged. */
  readonly checked: number
  /** Challenges whose calls overlap too much, or last too long, to be judged. */
  readonly undecided: number
  readonly findings: readonly Finding[]
}

/** Decides whether a correct system can have given these answers. Accuses only if it cannot. */
export const checkHistory = (history: History): Judgement => {
  const findings: Finding[] = [
    ...unexpectedAnswers(history),
    ...checkLimits(history),
    ...checkRequests(history),
    ...checkMessages(history),
  ]
  let checked = 0
  let undecided = 0
  for (const calls of Map.groupBy(history.calls, challengeOf).values()) {
    const rules = history.purposes[calls[0]?.purpose ?? '']
    const ops = opsOf(history, calls)
    const isJudged = rules !== undefined && isWithinLife(calls, rules)
    const verdict = isJudged ? explainable(ops, rules) : 'undecided'
    if (verdict === 'undecided') undecided += 1
    else checked += 1
    if (verdict === 'impossible' && rules !== undefined) findings.push(explain(ops, rules))
  }
  return { checked, undecided, findings }
}

/** How long a decision to call a provider is good: a send that is held up for longer may make no call. */
const decisionGoodMs = startWithinMs / 2

/** The providers of these runs take every message, so only a send that was held up ends without one. */
const isTooSoon = ({ outcome, startMs, endMs }: Call): boolean =>
  outcome.kind === 'not_sent' && endMs - startMs < decisionGoodMs

const unexpectedAnswers = ({ calls }: History): readonly Finding[] =>
  calls
    .filter((call) => call.outcome.kind === 'unexpected' || isTooSoon(call))
    .map((call) => ({
      guarantee: 'K3 every answer is one of the documented ones',
      because: 'no call may be answered like this',
      calls: [call],
    }))
