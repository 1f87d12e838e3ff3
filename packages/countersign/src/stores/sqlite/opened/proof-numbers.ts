import type { DatabaseSync } from 'node:sqlite'
import type { Batch } from '../group-commit.ts'
import { nextProof } from '../sql/proofs.sql.ts'
import { prepare } from '../statement.ts'

/** Ids of proofs that are not written down yet, so that a challenge can name its own at once. */
export interface ProofNumbers {
  /** The next one in this transaction. */
  next(batch: Batch): number
  /** That one was used. */
  use(): void
}

/**
 * Prepares {@link ProofNumbers}. The end of the table is read once in a transaction: the write lock is
 * ours from before that until its end.
 */
export const createProofNumbers = (database: DatabaseSync): ProofNumbers => {
  const read = prepare(database, nextProof)
  let readIn: Batch | undefined
  let number = 0
  return {
    next: (batch) => {
      if (readIn !== batch) number = Number(read({})?.['id'])
      readIn = batch
      return number
    },
    use: () => {
      number += 1
    },
  }
}
