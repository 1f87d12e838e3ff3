import { CountersignError } from '../../ports/error.ts'
import type { Store } from '../../ports/store.ts'
import type { StoreOptions } from '../store-options.ts'
import { createBatcher } from './batcher.ts'
import { createCallFunction, createSendAgain } from './call-function.ts'
import {
  createSendQuery,
  createTransact,
  type PostgresPool,
  type SendQuery,
} from './connections.ts'
import { createPostgresDeliveries } from './deliveries.ts'
import { createLane } from './lane.ts'
import { migrate } from './migrate.ts'
import { createPostgresOperators } from './operators/index.ts'
import { createParts } from './operators/parts.ts'
import { createPostgresProofs } from './proofs.ts'
import { asUnavailable } from './query-failure.ts'
import { createRecall } from './recall.ts'
import { createRekey } from './rekey.ts'
import { createPostgresSessions } from './sessions.ts'
import { createPostgresSuppressions } from './suppressions.ts'
import { createSweep } from './sweep.ts'
import { endOwn, type PostgresTarget, poolOf, schemaOf } from './target.ts'
import { createPostgresUsers } from './users.ts'
import { attemptVerb } from './verbs/attempt.ts'
import { openVerb } from './verbs/open.ts'
import { settleVerb } from './verbs/settle.ts'

export type { PostgresClient, PostgresPool, PostgresQuery } from './connections.ts'
export { lookAtPostgres } from './look.ts'
export type { PostgresTarget } from './target.ts'

/** Options of {@link createPostgresStore}. Without a `clock` the server's own time decides. */
export type PostgresStoreOptions = StoreOptions &
  PostgresTarget & {
    /** How many batches may be under way at once, each on a connection of its own. Three if left out. */
    readonly batchesAtOnce?: number
  }

/** The second and the third are for crowds, and for when a batch is held up. */
const defaultBatchesAtOnce = 3

/** For sessions, proofs, operators, reports, the sweep and the readiness check, beside the batches. */
const otherConnections = 4

/** What touches every row about somebody, or everybody, may take this long. */
const longWorkWithinMs = 60_000

/**
 * A store in a PostgreSQL database (13 or newer), shared by any number of processes.
 *
 * Opening it brings the schema up to date. Verbs that arrive together share one round trip and one
 * commit, which is forced to disk before any of them resolves. A batch whose connection breaks is
 * found out about, not guessed at: see `createLane`.
 *
 * @throws CountersignError `invalid_configuration` if a newer version has been in the schema
 * @throws CountersignError `unavailable` if the server cannot be reached
 * @example
 * const store = await createPostgresStore({ url: 'postgres://otp@db.internal/app' })
 */
export const createPostgresStore = async (options: PostgresStoreOptions): Promise<Store> => {
  const { clock, batchesAtOnce = defaultBatchesAtOnce } = options
  const schema = schemaOf(options)
  const pool = poolOf(options, batchesAtOnce + otherConnections)
  await migrateOrEnd(options, { pool, schema })

  const clockMs = () => clock?.now() ?? null
  const send = createSendQuery(pool)
  const sendAgain = createSendAgain(send)
  const call = createCallFunction(sendAgain, schema)
  const transact = createTransact(pool, longWorkWithinMs)
  const parts = createParts({ call, transact, schema, clockMs })
  const lanes = Array.from({ length: batchesAtOnce }, () => createLane(send, schema))
  const batcher = createBatcher(lanes, clockMs)
  const sweep = createSweep(call, clockMs)
  let closed: Promise<void> | undefined

  return {
    open: async (request) => batcher.run(openVerb(request)),
    recall: createRecall(sendAgain, { schema, clockMs }),
    settle: async (request) => batcher.run(settleVerb(request)),
    attempt: async (request) => batcher.run(attemptVerb(request)),
    proofs: createPostgresProofs(parts),
    sessions: createPostgresSessions(parts),
    users: createPostgresUsers(parts),
    rekey: createRekey(call, clockMs),
    sweep: ({ rowsAtMost }) => sweep(rowsAtMost),
    deliveries: createPostgresDeliveries(parts),
    suppressions: createPostgresSuppressions(parts),
    ...createPostgresOperators(parts),
    ready: () => checkWritable(send),
    close: () => {
      closed ??= batcher.close().then(() => endOwn(options, pool))
      return closed
    },
  }
}

/**
 * Brings a schema up to date and lets go of the database.
 *
 * @returns the names of the migrations that were applied
 */
export const migratePostgres = async (target: PostgresTarget): Promise<readonly string[]> => {
  const schema = schemaOf(target)
  const pool = poolOf(target, 1)
  try {
    return await migrate(pool, schema)
  } finally {
    await endOwn(target, pool)
  }
}

const migrateOrEnd = async (
  target: PostgresTarget,
  { pool, schema }: { readonly pool: PostgresPool; readonly schema: string },
): Promise<void> => {
  try {
    await migrate(pool, schema)
  } catch (error) {
    await endOwn(target, pool)
    throw error
  }
}

const readWritable = /* sql */ `
select not pg_is_in_recovery() and not current_setting('transaction_read_only')::boolean as is_writable`

const checkWritable = async (send: SendQuery): Promise<void> => {
  const rows = await send({ text: readWritable }).catch((error: unknown) => {
    throw asUnavailable(error)
  })
  if (rows[0]?.['is_writable'] !== true)
    throw new CountersignError('unavailable', 'the database takes no writes')
}
