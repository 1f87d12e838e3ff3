import { newestCheckpointNumber } from '../engine/audit/newest-checkpoint.ts'
import type { AuditStore, StoredCheckpoint } from '../ports/audit.ts'
import type { CheckpointDestination } from './checkpoint-destination.ts'

/** Few enough to be kept in memory, whatever is in them. */
const pageRows = 100

/** Options of {@link createCheckpointExport}. */
export interface CheckpointExportOptions {
  readonly audit: Pick<AuditStore, 'checkpoints'>
  readonly destination: CheckpointDestination
  /** Is told of an exported checkpoint that the log does not have: it was cut, or is another one. */
  readonly onMisfit: (checkpoint: StoredCheckpoint) => void
}

/**
 * Writes every checkpoint that is not there yet, whoever sealed it. What could not be written is
 * written the next time: then the destination says how far it has come.
 *
 * A destination that is new begins with the newest checkpoint, which vouches for all before it.
 */
export const createCheckpointExport = ({
  audit,
  destination,
  onMisfit,
}: CheckpointExportOptions): (() => Promise<void>) => {
  let written: number | undefined
  let isSure = false
  let isCompared = false

  const startingPoint = async (): Promise<number> => {
    const newest = await newestCheckpointNumber(audit)
    const last = await destination.last()
    if (last === undefined) return written ?? Math.max(0, newest - 1)
    if (!isCompared && !(await isIn(audit, last))) onMisfit(last)
    isCompared = true
    return Math.min(last.number, newest)
  }

  return async () => {
    written = isSure && written !== undefined ? written : await startingPoint()
    isSure = false
    for (;;) {
      const page = await audit.checkpoints({ after: written, rowsAtMost: pageRows })
      if (page.length > 0) await destination.write(page)
      written = page.at(-1)?.number ?? written
      if (page.length < pageRows) break
    }
    isSure = true
  }
}

const isIn = async (
  audit: Pick<AuditStore, 'checkpoints'>,
  { number, text }: StoredCheckpoint,
): Promise<boolean> => {
  const [stored] = await audit.checkpoints({ after: number - 1, rowsAtMost: 1 })
  return stored?.number === number && stored.text === text
}
