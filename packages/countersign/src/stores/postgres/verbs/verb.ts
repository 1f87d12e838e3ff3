import type { LimitRow } from './lock-set.ts'

/** A verb on its way into a batch. */
export interface Verb<Result> {
  /** The request as `run_batch` reads it. */
  readonly json: string
  /** Rows that it may change, to be locked before the batch begins. */
  readonly challenge: bigint
  readonly failures?: bigint
  readonly limits: readonly LimitRow[]
  /** Rows of shared limits: locked beforehand only if trying them as they are free did not do. */
  readonly shards: readonly LimitRow[]
  /** Reads what `run_batch` answered. */
  readonly read: (answer: unknown) => Result
}
