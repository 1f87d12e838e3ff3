import type { Call, PurposeRules } from '../history/history.ts'
import type { Finding } from './finding.ts'
import { forgetAnswer, type Op } from './op.ts'
import { explainable } from './search.ts'

/**
 * The fewest answers that contradict each other: first everything after the contradiction is cut off,
 * then answer after answer is forgotten, as long as what is left is still impossible.
 */
export const explain = (ops: readonly Op[], rules: PurposeRules): Finding => {
  const cut = cutOff(ops, rules)
  let kept: readonly Op[] = cut
  for (const op of cut.toReversed()) {
    const without = kept.map((other) => (other === op ? forgetAnswer(op) : other))
    if (explainable(without, rules) === 'impossible') kept = without
  }
  const calls = kept
    .filter(({ isOptional }) => !isOptional)
    .map(({ call }) => call)
    .sort((left, right) => left.startMs - right.startMs)
  return { ...nameOf(calls, rules), calls }
}

/** What had begun when the contradiction became plain; calls that went on longer have no answer yet. */
const cutOff = (ops: readonly Op[], rules: PurposeRules): readonly Op[] => {
  for (const { endMs } of ops.filter(({ isOptional }) => !isOptional)) {
    const begun = ops
      .filter(({ startMs }) => startMs <= endMs)
      .map((op) => (op.endMs > endMs && !op.isOptional ? withoutEnd(op) : op))
    if (explainable(begun, rules) === 'impossible') return begun
  }
  return ops
}

const withoutEnd = (op: Op): Op => ({
  ...forgetAnswer(op),
  latestMs: op.latestMs,
})

type Name = Pick<Finding, 'guarantee' | 'because'>

/** What a contradiction of these calls is called. */
const nameOf = (calls: readonly Call[], rules: PurposeRules): Name => {
  const count = (kind: Call['outcome']['kind']) =>
    calls.filter(({ outcome }) => outcome.kind === kind).length
  if (count('verified') > 0) return nameOfSuccess(rules, count)
  if (count('limited') > 0)
    return {
      guarantee: 'L1 nobody is refused without a reason',
      because: '429, although neither lock nor cool-down nor limit could be the reason',
    }
  if (
    count('refused') > count('sent') &&
    count('refused') >= rules.maxAttempts &&
    count('sent') > 1
  )
    return {
      guarantee: 'D8 a locked challenge sends nothing',
      because: `a send was let through after ${rules.maxAttempts} wrong codes`,
    }
  if (count('refused') > 0)
    return {
      guarantee: 'L1 K1 a code that was acknowledged verifies',
      because: 'the right code was refused, and nothing else can have used it up or replaced it',
    }
  return {
    guarantee: 'B8 the cool-down holds over all instances',
    because: `two sends within ${rules.resendMs} ms were both let through`,
  }
}

const nameOfSuccess = (
  rules: PurposeRules,
  count: (kind: Call['outcome']['kind']) => number,
): Name => {
  if (count('verified') > 1)
    return {
      guarantee: 'A1 a code verifies at most once',
      because: 'these successes need more codes than were sent',
    }
  if (count('refused') >= rules.maxAttempts)
    return {
      guarantee: 'A2 at most so many comparisons as attempts are allowed',
      because: `the right code succeeded after ${count('refused')} wrong ones; ${rules.maxAttempts} attempts are allowed`,
    }
  return count('sent') > 0
    ? {
        guarantee: 'A4 A6 a code that was replaced is dead',
        because: 'the code succeeded after another one had taken its place',
      }
    : {
        guarantee: 'A6 only a code that was sent succeeds',
        because: 'no send to this recipient for this purpose issued this code',
      }
}
