import {
  type AuditStore,
  checkpointPublicKey,
  createSealer,
  type Sealer,
  type StoredCheckpoint,
  systemClock,
} from 'countersign'
import { type ConfigOption, withExistingStore } from '../with-store.ts'
import { addCheckpointLine, checkpointLine } from './checkpoint-file.ts'

interface Options extends ConfigOption {
  readonly out?: string
  readonly publicKey?: boolean
}

/** Action of `countersign audit checkpoint`. */
export const makeCheckpoint = ({ out, publicKey, ...options }: Options): Promise<void> =>
  withExistingStore(options, async ({ store: { audit }, keyRing }) => {
    if (publicKey === true) return checkpointPublicKey(keyRing.current('audit')).trimEnd()
    const sealer = createSealer({ audit, keyRing, clock: systemClock, eventsAtMost })
    const last = await sealEverything(sealer, audit)
    if (last === undefined) return sayNothingToSeal()
    const line = checkpointLine(last)
    if (out === undefined) return line
    const isNew = addCheckpointLine(out, line)
    return `checkpoint ${last.number} ${isNew ? 'added to' : 'is already in'} ${out}`
  })

/** On standard error: what is on standard output is a checkpoint. */
const sayNothingToSeal = (): undefined => {
  process.stderr.write('countersign: the log is empty: there is nothing to seal\n')
  return undefined
}

/** As many events of one stream as are held in memory at a time. */
const eventsAtMost = 20_000

/**
 * Seals until all that was there at the beginning is covered, by us or by a server that does the same, and
 * finds the last checkpoint: it names the one before, and so stands for all.
 */
const sealEverything = async (
  sealer: Sealer,
  audit: Pick<AuditStore, 'checkpoints'>,
): Promise<StoredCheckpoint | undefined> => {
  const follow = createFollow(audit)
  while (!(await sealer.seal()).isComplete);
  return follow()
}

/** The last checkpoint there is; what was read once is not read again. */
const createFollow = (audit: Pick<AuditStore, 'checkpoints'>) => {
  const rowsAtMost = 1000
  let last: StoredCheckpoint | undefined
  return async (): Promise<StoredCheckpoint | undefined> => {
    for (;;) {
      const page = await audit.checkpoints({ after: last?.number ?? 0, rowsAtMost })
      last = page.at(-1) ?? last
      if (page.length < rowsAtMost) return last
    }
  }
}
