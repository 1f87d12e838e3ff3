import { CountersignError, type Store } from 'countersign'
import { createMemoryStore } from 'countersign/stores/memory'
import { createSqliteStore, migrateSqlite } from 'countersign/stores/sqlite'
import { refusal } from './config/refusal.ts'

const sqlitePath = (storeUrl: string) => storeUrl.slice('sqlite:'.length)

/** Opens the store that a URL names, its schema up to date. */
export const openStore = (storeUrl: string): Store =>
  storeUrl === 'memory:'
    ? createMemoryStore()
    : reported(storeUrl, () => createSqliteStore({ path: sqlitePath(storeUrl) }))

/** Brings the schema up to date and says which migrations that took. */
export const migrateStore = (storeUrl: string): readonly string[] =>
  storeUrl === 'memory:'
    ? []
    : reported(storeUrl, () => migrateSqlite({ path: sqlitePath(storeUrl) }))

const reported = <Result>(storeUrl: string, work: () => Result): Result => {
  try {
    return work()
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'invalid_configuration') throw error
    const reason = error instanceof Error ? error.message : 'unknown'
    throw refusal([`store.url: ${storeUrl} cannot be opened (${reason})`])
  }
}
