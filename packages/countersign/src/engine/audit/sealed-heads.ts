import { setImmediate } from 'node:timers/promises'
import type { AuditStore, StoredCheckpoint } from '../../ports/audit.ts'
import type { KeyRing } from '../key-ring.ts'
import { type Checkpoint, readCheckpoint } from './checkpoint.ts'
import { newestCheckpointNumber } from './newest-checkpoint.ts'

/**
 * Every so many checkpoints one names the last sealed position of all streams, so that a process that
 * starts reads no more than so many, however long the log is.
 */
export const headsEvery = 1000

/** Few enough that checking their signatures does not hold anybody up. */
const pageRows = 100

/** What the checkpoints of a log say is sealed, read once and then followed. */
export interface SealedHeads {
  /** Reads the checkpoints that were added since. */
  follow(): Promise<void>
  /** Takes a checkpoint that this process added itself. */
  take(stored: StoredCheckpoint): void
  /** Last sealed position of a stream, 0 if there is none. */
  of(stream: string): number
  /** Last sealed positions of all streams, in order. */
  all(): NonNullable<Checkpoint['heads']>
  readonly last: StoredCheckpoint | undefined
  /** How many events all checkpoints cover. */
  readonly total: number
}

/** Knows nothing before the first `follow`. Remembers one number for each stream. */
export const createSealedHeads = (
  audit: Pick<AuditStore, 'checkpoints'>,
  keyRing: KeyRing,
): SealedHeads => {
  const heads = new Map<string, number>()
  let isStarted = false
  let after = 0
  let last: StoredCheckpoint | undefined
  let total = 0

  const read = (stored: StoredCheckpoint) => readCheckpoint(keyRing.all('audit'), stored)

  /** Behind which checkpoint to begin, so that all positions become known. */
  const startingPoint = async (): Promise<number> => {
    const newest = await newestCheckpointNumber(audit)
    for (let number = newest - (newest % headsEvery); number > 0; number -= headsEvery) {
      const [stored] = await audit.checkpoints({ after: number - 1, rowsAtMost: 1 })
      if (stored !== undefined && read(stored)?.heads !== undefined) return number - 1
    }
    return 0
  }

  const take = (stored: StoredCheckpoint) => {
    const checkpoint = read(stored)
    for (const [stream, to] of checkpoint?.heads ?? []) heads.set(stream, to)
    for (const [stream, , to] of checkpoint?.covers ?? []) heads.set(stream, to)
    total = checkpoint?.total ?? total
    last = stored
    after = stored.number
  }

  return {
    follow: async () => {
      if (!isStarted) after = await startingPoint()
      isStarted = true
      for (;;) {
        const page = await audit.checkpoints({ after, rowsAtMost: pageRows })
        for (const stored of page) take(stored)
        if (page.length < pageRows) return
        await setImmediate()
      }
    },
    take,
    of: (stream) => heads.get(stream) ?? 0,
    all: () => [...heads].sort(([one], [other]) => (one < other ? -1 : 1)),
    get last() {
      return last
    },
    get total() {
      return total
    },
  }
}
