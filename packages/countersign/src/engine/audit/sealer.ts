import { setImmediate } from 'node:timers/promises'
import type { AuditEvent, AuditStore, StoredCheckpoint, StreamHead } from '../../ports/audit.ts'
import type { Clock } from '../../ports/clock.ts'
import { CountersignError } from '../../ports/error.ts'
import type { KeyRing } from '../key-ring.ts'
import { type Checkpoint, checkpointHash, signCheckpoint } from './checkpoint.ts'
import { createMerkleFold } from './merkle.ts'
import { createSealedHeads, headsEvery, type SealedHeads } from './sealed-heads.ts'
import { rootOf } from './sealed-ranges.ts'

/** What one round of sealing came to. */
export interface SealRound {
  /** Nothing if nothing was new, or if another process was quicker. */
  readonly checkpoint: StoredCheckpoint | undefined
  /** Whether all that had been written when the round began is sealed now, by whomever. */
  readonly isComplete: boolean
}

/** Folds new events into checkpoints. */
export interface Sealer {
  /** Seals what is new. One call at a time. */
  seal(): Promise<SealRound>
}

/** Options of {@link createSealer}. */
export interface SealerOptions {
  readonly audit: Pick<AuditStore, 'heads' | 'read' | 'checkpoints' | 'addCheckpoint'>
  readonly keyRing: KeyRing
  readonly clock: Clock
  /** How many events of one stream a round reads at most. 20 000 if left out. */
  readonly eventsAtMost?: number
  /** Is shown every event once, whoever seals it. Must not throw. */
  readonly observe?: (event: AuditEvent) => void
  /** How far each stream was observed before. From the beginning if left out. */
  readonly observedTo?: readonly StreamHead[]
}

/** Few enough that reading them does not hold anybody up. */
const pageRows = 500

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
  observe,
  observedTo = [],
}: SealerOptions): Sealer => {
  const sealed = createSealedHeads(audit, keyRing)
  const observed = new Map(observedTo.map(({ stream, last }) => [stream, last]))

  /** Behind which event to go on: what was sealed by another process may not have been observed yet. */
  const readTo = (stream: string) =>
    observe === undefined
      ? sealed.of(stream)
      : Math.min(sealed.of(stream), observed.get(stream) ?? 0)

  const show = (event: AuditEvent) => {
    if (event.n <= (observed.get(event.stream) ?? 0)) return
    observe?.(event)
    observed.set(event.stream, event.n)
  }

  const foldStream = async (stream: string) => {
    const from = sealed.of(stream) + 1
    const fold = createMerkleFold()
    let to = from - 1
    let count = 0
    for await (const event of eventsBehind(audit, {
      stream,
      after: readTo(stream),
      eventsAtMost,
    })) {
      show(event)
      if (event.n < from) continue
      fold.add(event.mac)
      to = event.n
      count += 1
    }
    return count === 0 ? [] : [{ covers: [stream, from, to] as const, root: fold.root(), count }]
  }

  const foldAll = async (heads: readonly StreamHead[]) => {
    const folded: Awaited<ReturnType<typeof foldStream>> = []
    for (const { stream, last } of heads.toSorted(byStream))
      if (last > readTo(stream)) folded.push(...(await foldStream(stream)))
    return folded
  }

  const add = async (folded: Awaited<ReturnType<typeof foldAll>>) => {
    const { last } = sealed
    const checkpoint = signCheckpoint(keyRing.current('audit'), {
      ...nextTo(sealed),
      at: new Date(clock.now()).toISOString(),
      root: rootOf(folded.map(({ root }) => root)),
      total: sealed.total + folded.reduce((sum, { count }) => sum + count, 0),
      covers: folded.map(({ covers }) => [...covers]),
    })
    if (await audit.addCheckpoint(checkpoint)) {
      sealed.take(checkpoint)
      return checkpoint
    }
    await sealed.follow()
    if (sealed.last === last)
      throw new CountersignError(
        'unavailable',
        'a checkpoint was refused, and there is no newer one',
      )
    return undefined
  }

  return {
    seal: async () => {
      await sealed.follow()
      const heads = await audit.heads()
      const folded = await foldAll(heads)
      const checkpoint = folded.length === 0 ? undefined : await add(folded)
      const isComplete = heads.every(({ stream, last }) => sealed.of(stream) >= last)
      return { checkpoint, isComplete }
    },
  }
}

/** What follows from the checkpoints before. */
const nextTo = (
  sealed: SealedHeads,
): Pick<Checkpoint, 'number' | 'previous'> & Pick<Checkpoint, 'heads'> => {
  const { last } = sealed
  const number = (last?.number ?? 0) + 1
  const previous = last === undefined ? null : checkpointHash(last)
  return number % headsEvery === 0
    ? { number, previous, heads: sealed.all() }
    : { number, previous }
}

const byStream = ({ stream: one }: StreamHead, { stream: other }: StreamHead): number =>
  one < other ? -1 : 1

/** Events of a stream in order, page by page, and others get their turn in between. */
async function* eventsBehind(
  audit: Pick<AuditStore, 'read'>,
  request: { readonly stream: string; readonly after: number; readonly eventsAtMost: number },
): AsyncGenerator<AuditEvent> {
  const { stream, eventsAtMost } = request
  let { after } = request
  for (let read = 0; read < eventsAtMost; ) {
    const rowsAtMost = Math.min(pageRows, eventsAtMost - read)
    const page = await audit.read({ stream, after, rowsAtMost })
    yield* page
    after = page.at(-1)?.n ?? after
    read += page.length
    if (page.length < rowsAtMost) return
    await setImmediate()
  }
}
