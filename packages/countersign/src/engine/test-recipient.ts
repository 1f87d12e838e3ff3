import type { Clock } from '../ports/clock.ts'
import type { Secret } from '../ports/secret.ts'
import type { Policy } from './policy.ts'
import type { Recipient } from './recipient.ts'

/** Somebody who gets the same code every time and no message: for app reviewers and test runs. */
export interface TestRecipient {
  readonly recipient: Recipient
  readonly code: Secret
  /** From this moment on it is a recipient like any other. Milliseconds since the Unix epoch. */
  readonly untilMs: number
}

/** The fixed code of a recipient for a purpose, if it has one now. */
export type FixedCodeFor = (recipient: Recipient, policy: Policy) => Secret | undefined

/** A fixed code stands in for purposes whose codes are as long; all limits apply to it as well. */
export const createFixedCodeFor = (
  testRecipients: readonly TestRecipient[],
  clock: Clock,
): FixedCodeFor => {
  if (testRecipients.length === 0) return () => undefined
  const byIdentity = new Map(
    testRecipients.map((entry) => [entry.recipient.identity.reveal(), entry]),
  )
  return (recipient, { digits }) => {
    const found = byIdentity.get(recipient.identity.reveal())
    if (found === undefined || found.untilMs <= clock.now()) return undefined
    return found.code.reveal().length === digits ? found.code : undefined
  }
}
