import type { AuditStore, StoredCheckpoint } from '../../ports/audit.ts'
import type { Clock } from '../../ports/clock.ts'
import type { KeyRing } from '../key-ring.ts'
import { checkpointHash, readCheckpoint, signCheckpoint } from './checkpoint.ts'
import { createMerkleFold } from './merkle.ts'
import { rootOf } from './sealed-ranges.ts'

/** Folds new events into checkpoints. */
export interface Sealer {
  /** Seals what is new. The checkpoint, or nothing if nothing was new or another process was quicker. */
  seal(): Promise<StoredCheckpoint | undefined>
}

/** Options of {@link createSealer}. */
export interface SealerOptions {
  readonly audit: Pick<AuditStore, 'streams' | 'read' | 'checkpoints' | 'addCheckpoint'>
  readonly keyRing: KeyRing
  readonly clock: Clock
  /** How many events of one stream a checkpoint covers at most. 20 000 if left out. */
  readonly eventsAtMost?: number
}

type Range = readonly [stream: string, from: number, to: number]

/**
 * Any number of processes may seal: numbers are given out by the store, so of two that seal at once one
 * finds that it came second, and its work is forgotten.
 *
 * What was sealed is read from the checkpoints themselves, once, and then followed. Positions in a
 * stream are given out in the order of commits, so nothing ever turns up before what was read.
 */
export const createSealer = ({
  audit,
  keyRing,
  clock,
  eventsAtMost = 20_000,
}: SealerOptions): Sealer => {
  const heads = new Map<string, number>()
  let last: StoredCheckpoint | undefined
  let total = 0

  const follow = async (): Promise<void> => {
    for (;;) {
      const page = await audit.checkpoints({ after: last?.number ?? 0, rowsAtMost: 1000 })
      for (const stored of page) {
        const checkpoint = readCheckpoint(keyRing.all('audit'), stored)
        for (const [stream, , to] of checkpoint?.covers ?? []) heads.set(stream, to)
        total = checkpoint?.total ?? total
        last = stored
      }
      if (page.length < 1000) return
    }
  }

  const foldStream = async (stream: string) => {
    const after = heads.get(stream) ?? 0
    const events = await audit.read({ stream, after, rowsAtMost: eventsAtMost })
    const fold = createMerkleFold()
    for (const { mac } of events) fold.add(mac)
    const to = events.at(-1)?.n
    if (to === undefined) return []
    return [{ range: [stream, after + 1, to] as Range, root: fold.root(), count: events.length }]
  }

  return {
    seal: async () => {
      await follow()
      const folded = []
      for (const stream of [...(await audit.streams())].sort())
        folded.push(...(await foldStream(stream)))
      if (folded.length === 0) return undefined
      const checkpoint = signCheckpoint(keyRing.current('audit'), {
        number: (last?.number ?? 0) + 1,
        at: new Date(clock.now()).toISOString(),
        previous: last === undefined ? null : checkpointHash(last),
        root: rootOf(folded.map(({ root }) => root)),
        total: total + folded.reduce((sum, { count }) => sum + count, 0),
        covers: folded.map(({ range: [stream, from, to] }) => [stream, from, to]),
      })
      return (await audit.addCheckpoint(checkpoint)) ? checkpoint : undefined
    },
  }
}
