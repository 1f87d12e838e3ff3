import { systemClock } from '../../ports/clock.ts'
import { CountersignError } from '../../ports/error.ts'
import type { Store } from '../../ports/store.ts'
import type { StoreOptions } from '../store-options.ts'
import { createFileCheck } from './check-file.ts'
import { createSqliteDeliveries } from './deliveries.ts'
import { createGroupCommit, type OpenBatch } from './group-commit.ts'
import { migrate } from './migrate.ts'
import { createOpenBatch } from './open-batch.ts'
import { openDatabase, waitOutsideDriver } from './open-database.ts'
import { createSqliteProofs } from './opened/proofs.ts'
import { createSqliteSessions } from './opened/sessions.ts'
import { createSqliteUsers } from './opened/users.ts'
import { createSqliteOperators } from './operators/index.ts'
import { createSqliteRequests } from './requests.ts'
import { createSqliteSuppressions } from './suppressions.ts'
import { createAttempt } from './verbs/attempt.ts'
import { createOpen } from './verbs/open.ts'
import { createRekey } from './verbs/rekey.ts'
import { createSettle } from './verbs/settle.ts'
import { createSweep } from './verbs/sweep.ts'

export { lookAtSqlite } from './look.ts'
export { createThreadedSqliteStore } from './thread/index.ts'

/** Options of {@link createSqliteStore}. */
export interface SqliteStoreOptions extends StoreOptions {
  /** Path of the database file; it and its folder are made if they are missing. */
  readonly path: string
  /** How many verbs may share a commit. 256 if left out. */
  readonly batchAtMost?: number
  /** How long a verb waits, for others or for a process that holds the file, in milliseconds. 5000 if left out. */
  readonly busyGiveUpMs?: number
}

/**
 * A store in one SQLite file (`node:sqlite`), shared by any number of processes on one machine.
 *
 * Opening it brings the schema up to date. Verbs that arrive together share one commit, which is
 * forced to disk (`synchronous = full`) before any of them resolves. When the file was removed or replaced
 * meanwhile, verbs are refused: their writes would be gone with the process.
 *
 * @throws CountersignError `invalid_configuration` if a newer version wrote the file
 * @example
 * const store = createSqliteStore({ path: './data/countersign.db' })
 */
export const createSqliteStore = ({
  path,
  clock = systemClock,
  batchAtMost,
  busyGiveUpMs,
}: SqliteStoreOptions): Store => {
  const database = openDatabase(path)
  migrate(database)
  waitOutsideDriver(database)
  const checkFile = createFileCheck(path)
  const openSound = createOpenBatch(database, clock)
  const openBatch: OpenBatch = (limits) => {
    checkFile()
    return openSound(limits)
  }
  const commit = createGroupCommit(database, { openBatch, batchAtMost, busyGiveUpMs })
  const probe = database.prepare('select 1 from challenges limit 1')
  const requests = createSqliteRequests(database)
  const open = createOpen(database, requests)
  const settle = createSettle(database, requests)
  const sweep = createSweep(database)
  const attempt = createAttempt(database)
  const rekey = createRekey(database)

  return {
    open: (request) => commit.write((batch) => open(request, batch), request.limits),
    recall: (key) => commit.read(() => requests.recall(key, clock.now())),
    settle: (request) => commit.write((batch) => settle(request, batch)),
    attempt: (request) => commit.write((batch) => attempt(request, batch), request.limits),
    proofs: createSqliteProofs(database, commit),
    sessions: createSqliteSessions(database, { commit, clock }),
    users: createSqliteUsers(database, commit),
    rekey: (request) => commit.write(({ nowMs }) => rekey(request, nowMs)),
    sweep: async ({ rowsAtMost }) => {
      const swept = await commit.write(({ nowMs }) => sweep(rowsAtMost, nowMs))
      swept.commit()
      return swept.result
    },
    deliveries: createSqliteDeliveries(database, commit),
    suppressions: createSqliteSuppressions(database, commit),
    ...createSqliteOperators(database, { commit, clock }),
    ready: () => commit.write(() => void probe.get()),
    close: async () => {
      await commit.close()
      if (database.isOpen) database.close()
    },
  }
}

/**
 * Brings a database file up to date and lets go of it.
 *
 * @returns the names of the migrations that were applied
 */
export const migrateSqlite = ({ path }: { readonly path: string }): readonly string[] => {
  const database = openDatabase(path)
  try {
    return migrate(database)
  } catch (error) {
    if (error instanceof CountersignError) throw error
    throw new CountersignError('unavailable', 'the migrations could not be applied', {
      cause: error,
    })
  } finally {
    database.close()
  }
}
