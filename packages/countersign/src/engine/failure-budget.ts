import type { FailureBudget } from '../ports/store.ts'
import type { FailureBudgetPolicy } from './policy.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Failures in a row are forgotten a month after the last one, unless the recipient is closed. */
const rememberMs = 30 * dayMs

/** The budget as a store minds it. */
export const toFailureBudget = ({
  perHour,
  perDay,
  inARow,
}: FailureBudgetPolicy): FailureBudget => ({
  claims: [
    { name: 'failures per hour', slot: 1, max: perHour, windowMs: hourMs },
    { name: 'failures per day', slot: 2, max: perDay, windowMs: dayMs },
  ],
  inARow,
  rememberMs,
})
