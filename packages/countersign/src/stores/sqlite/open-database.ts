import { closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { defineFunctions } from './functions.ts'
import { isBusy } from './immediate-transaction.ts'

/** How long to wait for another process while the file is opened and migrated. */
const openWaitMs = 5000

/**
 * Rows are scattered by their hashes, so pages are touched at random: keep many of them at hand. Not more
 * than pays: a page that is split in the middle has SQLite look through all of them at the next commit,
 * and one that is not here comes from the memory of the operating system.
 */
const cacheKib = 16_384

/**
 * After so many pages the log is written to the file, each page once however often it is in the log. 80 MB:
 * twice as many would save little more, and whoever opens the file after a crash reads all of them.
 */
const pagesInLog = 20_000

/** How long the driver itself waits for a lock; the longer wait is ours and does not block. */
const driverWaitMs = 20

/**
 * Opens a database file the way we need it: write-ahead log, every commit forced to disk, readable
 * by its owner only.
 */
export const openDatabase = (path: string): DatabaseSync => {
  if (path !== ':memory:') {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    makeFile(path)
  }
  const database = new DatabaseSync(path, { timeout: openWaitMs })
  useWriteAheadLog(database)
  database.exec(`
    pragma synchronous = full;
    pragma wal_autocheckpoint = ${pagesInLog};
    pragma cache_size = -${cacheKib};
    pragma foreign_keys = on;
  `)
  defineFunctions(database)
  return database
}

/**
 * Makes the file, for its owner only. One that is there is left alone: a process that closes a file loses all
 * locks that it has on it (POSIX, `fcntl`), those of another store of ours among them.
 */
const makeFile = (path: string): void => {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) closeSync(openSync(path, 'a', 0o600))
}

/** From here on waits are ours. Call it when the migrations are done. */
export const waitOutsideDriver = (database: DatabaseSync): void =>
  database.exec(`pragma busy_timeout = ${driverWaitMs}`)

const pauseMs = 5

/**
 * Two processes that switch a new file to the write-ahead log at the same moment hold the lock that
 * the other one needs. SQLite refuses one of them at once, whatever its time-out, so that wait is ours.
 */
const useWriteAheadLog = (database: DatabaseSync): void => {
  const giveUpAtMs = performance.now() + openWaitMs
  for (;;) {
    try {
      database.exec('pragma journal_mode = wal')
      return
    } catch (error) {
      if (!isBusy(error) || performance.now() > giveUpAtMs) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs)
    }
  }
}
