import type { Batch } from '../group-commit.ts'

/** What the verbs of operators have in common. */
export interface OperatorParts {
  /** Runs a verb in a durable transaction: the change and its event, or neither. */
  write<Result>(verb: (batch: Batch) => Result): Promise<Result>
  read<Result>(verb: (nowMs: number) => Result): Promise<Result>
}
