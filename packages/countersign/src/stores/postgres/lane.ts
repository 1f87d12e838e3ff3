import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { BatchAnswer, LimitRow } from './batch.ts'
import type { SendQuery } from './connections.ts'
import { bytes } from './encode.ts'
import { QueryFailure } from './query-failure.ts'
import { rowId } from './row-id.ts'

/** A batch as `run_batch` takes it. */
export interface BatchRequest {
  readonly json: string
  readonly limits: readonly LimitRow[]
  readonly failures: readonly bigint[]
  readonly challenges: readonly bigint[]
  /** The time, if it is not the server's to say. */
  readonly clockMs: number | null
}

/** Runs one batch after the other, each of them exactly once. */
export interface Lane {
  /** The answers, once they are durable. Rejects with {@link QueryFailure}. */
  run(batch: BatchRequest): Promise<BatchAnswer>
}

/** How long to try to find out what became of a batch whose connection broke. */
const resolveWithinMs = 4000

const resolvePauseMs = 50

/**
 * A lane numbers its batches. If a connection breaks after a batch was sent, nobody knows whether it
 * was committed: then the same number is sent again, and the server either runs it, or waits for the
 * first run to end and tells its answers.
 */
export const createLane = (send: SendQuery, schema: string): Lane => {
  const id = rowId(randomBytes(8)).toString()
  const query = {
    name: `${schema}.run_batch`,
    text: `select "${schema}".run_batch($1, $2, $3, $4, $5, $6, $7, $8) as answers`,
  }
  let newest = 0

  return {
    run: async ({ json, limits, failures, challenges, clockMs }) => {
      newest += 1
      const rows = [...limitArrays(limits), idArray(failures), idArray(challenges)]
      const values = [id, newest, json, ...rows, clockMs]
      const [row] = await untilKnown(() => send({ ...query, values }))
      return JSON.parse(String(row?.['answers'])) as BatchAnswer
    },
  }
}

const limitArrays = (limits: readonly LimitRow[]): readonly string[] => {
  const lookups = new Map(limits.map(({ id, lookup }) => [id, lookup]))
  const hashes = [...lookups.values()].map((lookup) => `"\\${bytes(lookup)}"`)
  return [idArray([...lookups.keys()]), `{${hashes.join(',')}}`]
}

const idArray = (ids: readonly bigint[]) => `{${[...new Set(ids)].join(',')}}`

/**
 * Whether the server refused the batch itself. Not if it was the look at the first run that failed: a
 * lock not given in time, a transaction in the way, no room, no writes.
 */
const isVerdict = ({ kind, sqlState = '' }: QueryFailure) =>
  kind === 'refused' && !/^(25|26|40|53|55|57)/.test(sqlState)

/** Repeats what can be repeated safely while its outcome is unknown. */
const untilKnown = async <Result>(run: () => Promise<Result>): Promise<Result> => {
  let unknown: { readonly failure: QueryFailure; readonly giveUpAtMs: number } | undefined
  for (;;) {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof QueryFailure)) throw error
      if (error.kind === 'unknown')
        unknown ??= { failure: error, giveUpAtMs: performance.now() + resolveWithinMs }
      if (unknown === undefined || isVerdict(error)) throw error
      if (performance.now() > unknown.giveUpAtMs) throw unknown.failure
    }
    await delay(resolvePauseMs)
  }
}
