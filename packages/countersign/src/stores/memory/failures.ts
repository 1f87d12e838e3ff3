import type { FailureBudget } from '../../ports/store.ts'
import * as windowSet from '../window-set.ts'

/** Wrong codes of one recipient. */
export interface KeptFailures {
  readonly windows: windowSet.WindowSet
  readonly inARow: number
  readonly purgeAtMs: number
}

/** Whether the recipient may be compared once more. */
export const isWithinBudget = (
  kept: KeptFailures | undefined,
  budget: FailureBudget,
  nowMs: number,
): boolean =>
  kept === undefined ||
  (kept.inARow < budget.inARow &&
    windowSet.refusing(kept.windows, budget.claims, nowMs) === undefined)

/** One wrong code more. A recipient that is closed is never forgotten. */
export const countFailure = (
  kept: KeptFailures | undefined,
  budget: FailureBudget,
  nowMs: number,
): KeptFailures => {
  const inARow = (kept?.inARow ?? 0) + 1
  return {
    windows: windowSet.takeAll(kept?.windows ?? windowSet.emptyWindows, budget.claims, nowMs),
    inARow,
    purgeAtMs: inARow >= budget.inARow ? Number.POSITIVE_INFINITY : nowMs + budget.rememberMs,
  }
}
