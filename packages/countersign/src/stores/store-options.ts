import type { Clock } from '../ports/clock.ts'

/** What every store takes. */
export interface StoreOptions {
  /** The clock that decides expiry. The machine's own if left out. */
  readonly clock?: Clock
}
