import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { createGroupCommit } from '../../packages/countersign/src/stores/sqlite/group-commit.ts'
import { migrate } from '../../packages/countersign/src/stores/sqlite/migrate.ts'
import { createOpenBatch } from '../../packages/countersign/src/stores/sqlite/open-batch.ts'
import { openDatabase } from '../../packages/countersign/src/stores/sqlite/open-database.ts'

const claims = [{ name: 'bench', slot: 1, max: 1000, windowMs: 3_600_000 }]

/** The limiter as the SQLite store uses it: keyed hash, sliding window, shared durable commit. */
export const openOurs = (path: string) => {
  const database = openDatabase(path)
  migrate(database)
  const openBatch = createOpenBatch(database, { now: () => Date.now() })
  const commit = createGroupCommit(database, { openBatch })
  // the product holds its keys like this as well
  const key = createSecretKey(randomBytes(32))
  return {
    check: async (n: number): Promise<boolean> => {
      const lookup = createHmac('sha256', key).update(`limit\0${n}`).digest()
      const wanted = [{ lookup, claims }]
      const taken = await commit.write(({ limits }) => limits.take(wanted), wanted)
      return !('kind' in taken)
    },
    close: async () => {
      await commit.close()
      database.close()
    },
  }
}
