import type { Policy } from 'countersign'
import type { Examined } from '../examined.ts'
import { listOf, spanOf } from './span.ts'

/** How a person who is locked out gets back in, in this configuration. */
export const howLockedPeopleGetBackIn = ({
  config: { policies, failureBudget },
}: Examined): readonly string[] => {
  const { perHour, perDay, inARow } = failureBudget
  const alike = Map.groupBy(
    Object.entries(policies),
    ([, { maxAttempts, ttlSeconds }]) => `${maxAttempts} ${ttlSeconds}`,
  )
  return [
    ...[...alike.values()].flatMap(lockSentence),
    `Over all purposes one recipient may be given ${perHour} wrong codes in any hour and ${perDay} in any day. After that every code is answered like a wrong one until the window has moved on, by itself.`,
    `After ${inARow} wrong codes in a row, without a right one between them, nothing verifies for the recipient until "countersign unlock --phone …" or "--email …".`,
    'That command also ends a lock and the windows early. It works while the server runs, and is written down in the audit log.',
    'Who asked for codes too often reads 429 with the seconds to wait, and need do nothing but wait.',
    'Who is sent nothing, because mail came back or was called spam, gets codes again after "countersign suppression clear --email …".',
  ]
}

const lockSentence = (group: readonly (readonly [string, Policy])[]): readonly string[] => {
  const [first] = group
  if (first === undefined) return []
  const [, { maxAttempts, ttlSeconds }] = first
  const times = maxAttempts === 1 ? 'a wrong code' : `${maxAttempts} wrong codes`
  return [
    `${listOf(group.map(([name]) => name))}: after ${times} the code is locked until it expires, at most ${spanOf(ttlSeconds)} after it was sent; then the lock ends by itself, and a new code can be asked for.`,
  ]
}
