import { checkpointLine } from 'countersign'
import type { CheckpointDestination } from 'countersign/chores'
import { writeLine } from '../log.ts'

/** Standard output, line by line between those of the log. Nobody knows what was written there before. */
export const createCheckpointOutput = (
  write: (line: string) => void = writeLine,
): CheckpointDestination => ({
  last: async () => undefined,
  write: async (checkpoints) => {
    for (const checkpoint of checkpoints) write(checkpointLine(checkpoint))
  },
})
