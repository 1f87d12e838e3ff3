import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { AuditEvent, Store } from 'countersign'
import { createPostgresStore } from 'countersign/stores/postgres'
import { createSqliteStore } from 'countersign/stores/sqlite'
import pg from 'pg'
import type { Cleanup } from '../world/cleanup.ts'
import { startPostgres } from '../world/postgres-server.ts'
import { temporaryFolder } from '../world/temporary-folder.ts'

/** A database with an audit log that somebody else can get at with SQL. */
export interface AuditedDatabase {
  readonly store: Store
  /** How many events are best written at the same time. */
  readonly writesTogether: number
  /** Runs `sql` as somebody with all rights would, on the row of an event. */
  onEvent(sql: string, event: Pick<AuditEvent, 'stream' | 'n'>): Promise<void>
}

/** Makes an empty SQLite file. */
export const createSqliteLog = async (cleanup: Cleanup): Promise<AuditedDatabase> => {
  const path = join(temporaryFolder(cleanup), 'log.db')
  const store = createSqliteStore({ path })
  cleanup.add(() => store.close())
  return {
    store,
    writesTogether: 500,
    onEvent: async (sql, { n }) => {
      const database = new DatabaseSync(path, { timeout: 5000 })
      database.exec(`${sql} where n = ${n}`)
      database.close()
    },
  }
}

/** Starts a PostgreSQL with an empty database. */
export const createPostgresLog = async (cleanup: Cleanup): Promise<AuditedDatabase> => {
  const server = await startPostgres(temporaryFolder(cleanup), cleanup)
  const url = await server.createDatabase('log')
  const store = await createPostgresStore({ url })
  cleanup.add(() => store.close())
  return {
    store,
    writesTogether: 20,
    onEvent: async (sql, { stream, n }) => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      try {
        await client.query('set search_path = countersign')
        await client.query(`${sql} where stream = '${stream}' and n = ${n}`)
      } finally {
        await client.end()
      }
    },
  }
}
