import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { defineFunctions } from './functions.ts'

/** How long the driver itself waits for a lock; the longer wait is ours and does not block. */
const driverWaitMs = 20

/**
 * Opens a database file the way we need it: write-ahead log, every commit forced to disk, readable
 * by its owner only.
 */
export const openDatabase = (path: string): DatabaseSync => {
  if (path !== ':memory:') {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    closeSync(openSync(path, 'a', 0o600))
  }
  const database = new DatabaseSync(path, { timeout: 5000 })
  database.exec(`
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma wal_autocheckpoint = 10000;
    pragma foreign_keys = on;
  `)
  defineFunctions(database)
  return database
}

/** From here on waits are ours. Call it when the migrations are done. */
export const waitOutsideDriver = (database: DatabaseSync): void =>
  database.exec(`pragma busy_timeout = ${driverWaitMs}`)
