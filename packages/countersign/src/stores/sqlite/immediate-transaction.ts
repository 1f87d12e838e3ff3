import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { CountersignError } from '../../ports/error.ts'

/** Transactions of one connection. */
export interface Transaction {
  readonly database: DatabaseSync
  /** Begins and ends one. Prepared, as there are many. */
  readonly begin: StatementSync
  readonly end: StatementSync
  /** How long to wait for another process that holds the database, in milliseconds. */
  readonly busyGiveUpMs: number
}

/** Another process holds the database, and nothing has been tried. */
export class Held extends CountersignError {}

const busyPauseMs = 5

/** Whether SQLite refused because another connection holds a lock. */
export const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5

/**
 * Begins a transaction that may write. Another process holding the write lock is waited for without blocking
 * the event loop.
 *
 * @throws Held if it holds it for too long
 */
export const beginImmediate = async (begin: StatementSync, busyGiveUpMs: number): Promise<void> => {
  const giveUpAtMs = performance.now() + busyGiveUpMs
  for (;;) {
    try {
      begin.get()
      return
    } catch (error) {
      if (!isBusy(error)) throw error
      if (performance.now() > giveUpAtMs)
        throw new Held('unavailable', 'another process holds the database', { cause: error })
      await delay(busyPauseMs)
    }
  }
}
