import { createHmac, randomBytes } from 'node:crypto'
import { createGroupCommit } from '../../packages/countersign/src/stores/sqlite/group-commit.ts'
import { createSqliteLimits } from '../../packages/countersign/src/stores/sqlite/limits.ts'
import { migrate } from '../../packages/countersign/src/stores/sqlite/migrate.ts'
import { openDatabase } from '../../packages/countersign/src/stores/sqlite/open-database.ts'

const claims = [{ name: 'bench', slot: 1, max: 1000, windowMs: 3_600_000 }]

/** The limiter as the SQLite store uses it: keyed hash, sliding window, shared durable commit. */
export const openOurs = (path: string) => {
  const database = openDatabase(path)
  migrate(database)
  const commit = createGroupCommit(database)
  const limits = createSqliteLimits(database)
  const key = randomBytes(32)
  return {
    check: async (n: number): Promise<boolean> => {
      const lookup = createHmac('sha256', key).update(`limit\0${n}`).digest()
      const taken = await commit.write(() => limits.take([{ lookup, claims }], Date.now()))
      return !('kind' in taken)
    },
    close: async () => {
      await commit.close()
      database.close()
    },
  }
}
