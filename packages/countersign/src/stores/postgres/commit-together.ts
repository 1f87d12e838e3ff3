import {
  type Batch,
  type BatchAnswer,
  createBatch,
  limitRowsOf,
  packBatch,
  readAnswers,
} from './batch.ts'
import { inStretches } from './groups.ts'
import type { BatchRequest, Lane } from './lane.ts'
import { asUnavailable, gaveWay, QueryFailure } from './query-failure.ts'
import type { Verb } from './verbs/verb.ts'

/** A verb and who waits for it. */
export interface Piece {
  readonly verb: Verb<unknown>
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

/** Where a batch runs, and by which time. */
export interface Run {
  readonly lane: Lane
  readonly clockMs: () => number | null
}

/**
 * Runs a batch and tells everybody who waits for it. If a verb fails unexpectedly, each of them is run
 * again by itself.
 */
export const commitTogether = async (run: Run, batch: readonly Piece[]): Promise<void> => {
  if (batch.length === 0) return
  const stretches = inStretches(inLockOrder(batch))
  const ordered = stretches.flat()
  const together = createBatch(stretches.map((stretch) => stretch.map(({ verb }) => verb)))
  try {
    const answer = await runUntilFree(run, together)
    readAnswers(together, answer, (n, read) => settle(ordered[n], read))
  } catch (error) {
    if (batch.length > 1 && isAboutOneVerb(error))
      for (const piece of batch) await commitTogether(run, [piece])
    else for (const piece of batch) piece.reject(asUnavailable(error))
  }
}

const settle = (piece: Piece | undefined, read: () => unknown): void => {
  try {
    piece?.resolve(read())
  } catch (error) {
    piece?.reject(asUnavailable(error))
  }
}

/**
 * Verbs on one challenge in the order of their arrival; recipients, and the challenges of each, in the order
 * of their ids: so two batches that write the same new challenges, failures and users wait for each other in
 * one direction only.
 */
const inLockOrder = (batch: readonly Piece[]): readonly Piece[] =>
  batch.toSorted(
    ({ verb: one }, { verb: other }) =>
      compare(one.recipient, other.recipient) || compare(one.challenge, other.challenge),
  )

const compare = (one: bigint, other: bigint): number => (one < other ? -1 : one > other ? 1 : 0)

const triesAtMost = 6

/** Runs the batch again as long as it only was in somebody's way. */
const runUntilFree = async ({ lane, clockMs }: Run, batch: Batch): Promise<BatchAnswer> => {
  let withShards = false
  for (let tries = 1; ; tries++) {
    try {
      return await lane.run(requestOf(batch, { withShards, clockMs: clockMs() }))
    } catch (error) {
      if (tries === triesAtMost || !isInTheWay(error)) throw error
      withShards ||= error.sqlState === roomIsHeld
    }
  }
}

const requestOf = (
  batch: Batch,
  { withShards, clockMs }: { readonly withShards: boolean; readonly clockMs: number | null },
): BatchRequest => ({
  json: packBatch(batch),
  limits: limitRowsOf(batch, withShards),
  failures: batch.verbs.flatMap(({ failures }) => failures ?? []),
  challenges: batch.verbs.flatMap(({ challenge, leavesChallenge }) =>
    leavesChallenge === true ? [] : [challenge],
  ),
  clockMs,
})

/** Raised by `run_batch` and `give_back_limits`. */
const roomIsHeld = 'CS001'

/** Another transaction went first, or others hold rows of a shared limit. */
const isInTheWay = (error: unknown): error is QueryFailure =>
  gaveWay(error) || (error instanceof QueryFailure && error.sqlState === roomIsHeld)

/** Bad data or a bug: the others of the batch must not fail with it. Not if the server has no time or room. */
const isAboutOneVerb = (error: unknown): boolean =>
  error instanceof QueryFailure &&
  error.kind === 'refused' &&
  !/^(25|53|55|57)/.test(error.sqlState ?? '')
