import { DatabaseSync } from 'node:sqlite'
import { RateLimiterSQLite } from 'rate-limiter-flexible'

/**
 * rate-limiter-flexible on the same driver as ours, by way of the few functions of `better-sqlite3`
 * that it calls; as with that driver, every check prepares its statement. WAL + NORMAL: a commit does
 * not wait for the disk.
 */
export const openPeer = async (path: string) => {
  const database = new DatabaseSync(path)
  database.exec('pragma journal_mode = wal; pragma synchronous = normal')
  const limiter = await new Promise<RateLimiterSQLite>((resolve, reject) => {
    const options = {
      points: 1000,
      duration: 3600,
      tableName: 'limits',
      clearExpiredByTimeout: false,
    }
    const created: RateLimiterSQLite = new RateLimiterSQLite(
      { ...options, storeType: 'better-sqlite3', storeClient: asBetterSqlite(database) },
      (error) => (error === undefined ? resolve(created) : reject(error)),
    )
  })
  return {
    check: async (n: number): Promise<boolean> => {
      const { remainingPoints } = await limiter.consume(`limit:${n}`)
      return remainingPoints >= 0
    },
    close: () => database.close(),
  }
}

const asBetterSqlite = (database: DatabaseSync) => {
  const begin = database.prepare('begin')
  const commit = database.prepare('commit')
  return {
    prepare: (sql: string) => database.prepare(sql),
    transaction:
      <Result>(work: () => Result) =>
      (): Result => {
        begin.run()
        const result = work()
        commit.run()
        return result
      },
  }
}
