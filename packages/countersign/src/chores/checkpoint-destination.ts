import type { StoredCheckpoint } from '../ports/audit.ts'

/** A place that copies of checkpoints are written to. */
export interface CheckpointDestination {
  /** The last one that is there in full, if that can be known. */
  last(): Promise<StoredCheckpoint | undefined>
  /** Resolves when all are there for good. If it rejects, some of them may be there. */
  write(checkpoints: readonly StoredCheckpoint[]): Promise<void>
}
