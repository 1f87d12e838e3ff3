import type { Call, History, LimitRule } from '../history/history.ts'
import type { Finding } from './finding.ts'
import { toleranceMs } from './op.ts'
import { isSameKey } from './ops-of.ts'

/**
 * Accepted calls that must have taken from one limit within one window, more than the limit allows.
 * A call took its place at some moment of its time, so only those count that lie in the window whole.
 */
export const checkLimits = (history: History): readonly Finding[] =>
  Object.entries(history.purposes).flatMap(([purpose, { limits }]) =>
    limits.flatMap((limit) => {
      const taking = takers([...history.earlier, ...history.calls], purpose, limit)
      return groups(taking, limit).flatMap((group) => overfull(group, limit))
    }),
  )

const takers = (calls: readonly Call[], purpose: string, { on }: LimitRule): readonly Call[] =>
  calls
    .filter((call) => call.purpose === purpose && call.kind === on && hasTaken(call))
    .sort((left, right) => left.startMs - right.startMs)

/** A repetition may have been answered by what the first one did, so only a shown code counts. */
const hasTaken = ({ outcome, idempotencyKey }: Call): boolean =>
  outcome.kind === 'sent'
    ? idempotencyKey === undefined || outcome.code !== undefined
    : outcome.kind === 'verified' || outcome.kind === 'refused'

const groups = (calls: readonly Call[], limit: LimitRule): readonly (readonly Call[])[] => {
  const found: Call[][] = []
  for (const call of calls) {
    const group = found.find(([first]) => first !== undefined && isSameKey(limit, first, call))
    if (group === undefined) found.push([call])
    else group.push(call)
  }
  return found
}

/** The first window that holds too many, if there is one. */
const overfull = (calls: readonly Call[], limit: LimitRule): readonly Finding[] => {
  for (const first of calls) {
    const endMs = first.startMs + limit.windowMs - toleranceMs
    const within = calls.filter((call) => call.startMs >= first.startMs && call.endMs < endMs)
    if (within.length > limit.max)
      return [
        {
          guarantee: 'B1 no window holds more than the limit',
          because: `${within.length} accepted within ${limit.windowMs} ms; at most ${limit.max} per ${limit.per} are allowed`,
          calls: within.slice(0, limit.max + 1),
        },
      ]
  }
  return []
}
