import type { WriteEvent } from '../audit/write.ts'

/** What the verbs of operators have in common. */
export interface OperatorParts {
  /** Runs a verb in a durable transaction: the change and its event, or neither. */
  write<Result>(verb: (nowMs: number) => Result): Promise<Result>
  read<Result>(verb: (nowMs: number) => Result): Promise<Result>
  readonly writeEvent: WriteEvent
}
