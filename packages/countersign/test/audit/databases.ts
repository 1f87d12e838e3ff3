import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Clock, Store } from 'countersign'
import { createSqliteStore } from 'countersign/stores/sqlite'
import { onTestFinished } from 'vitest'
import { createTestSchema } from '../support/postgres.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** A database that several stores share, and that somebody else can get at with SQL. */
export interface SharedDatabase {
  /** Opens one more store on it, which is closed with the test. */
  open(clock: Clock): Promise<Store>
  /** Runs SQL as somebody with all rights would; rows if there are any. */
  sql(text: string): Promise<readonly Record<string, unknown>[]>
}

const createSharedFile = (): SharedDatabase => {
  const path = join(temporaryFolder(), 'shared.db')
  return {
    open: async (clock) => {
      const store = createSqliteStore({ clock, path })
      onTestFinished(() => store.close())
      return store
    },
    sql: async (text) => {
      const database = new DatabaseSync(path, { timeout: 5000 })
      try {
        const statement = database.prepare(text)
        statement.setReadBigInts(true)
        return statement.all().map(withNumbers)
      } finally {
        database.close()
      }
    },
  }
}

/** Integers as `pg` has them: as text if they are large. */
const withNumbers = (row: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === 'bigint' ? String(value) : value,
    ]),
  )

const createSharedSchema = (): SharedDatabase => {
  const { open, query } = createTestSchema()
  return { open: (clock) => open({ clock }), sql: query }
}

/** Every database there is. */
export const databases: Readonly<Record<string, () => SharedDatabase>> = {
  sqlite: createSharedFile,
  postgres: createSharedSchema,
}
