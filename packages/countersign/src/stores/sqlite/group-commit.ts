import type { DatabaseSync } from 'node:sqlite'
import { CountersignError } from '../../ports/error.ts'
import type { KeyedClaims } from '../../ports/store.ts'
import { type Queued, stillWanted } from '../still-wanted.ts'
import type { WriteEvent } from './audit/write.ts'
import { beginImmediate, Held, type Transaction } from './immediate-transaction.ts'
import type { LimitLedger } from './limit-ledger.ts'
import type { Ways } from './ways.ts'

/** Runs pieces of work in durable transactions that pieces arriving together share. */
export interface GroupCommit {
  /**
   * Resolves with what `work` returned once that is durable. Rejects if it is certain that it is not.
   * All limits that it takes must be in `limits`.
   */
  write<Result>(work: (batch: Batch) => Result, limits?: readonly KeyedClaims[]): Promise<Result>
  /** Reads what is committed, or in the middle of being so by this process. */
  read<Result>(work: () => Result): Promise<Result>
  /** Resolves when everything accepted so far is done; refuses anything new. */
  close(): Promise<void>
}

/** What the pieces of one transaction share. */
export interface Batch {
  /** When all of them happen. */
  readonly nowMs: number
  readonly limits: LimitLedger
  readonly ways: Ways
  /** An event of this moment. A verb whose event cannot be written fails, and has changed nothing. */
  readonly writeEvent: WriteEvent
  /** Writes down what there is of events so far, for a verb that reads the log. */
  readonly flushEvents: () => void
}

interface Piece extends Queued {
  readonly work: (batch: Batch) => unknown
  readonly limits: readonly KeyedClaims[]
  readonly resolve: (result: unknown) => void
}

/** Begins what the pieces of a transaction share, once the transaction has begun. */
export type OpenBatch = (limits: readonly (readonly KeyedClaims[])[]) => Batch

/** Options of {@link createGroupCommit}. */
export interface GroupCommitOptions {
  readonly openBatch: OpenBatch
  /** How many pieces may share a commit. */
  readonly batchAtMost?: number | undefined
  /** How long a piece waits, and the queue for another process that holds the database, in milliseconds. */
  readonly busyGiveUpMs?: number | undefined
}

/**
 * One queue for one database file. The first piece starts a flush at the end of the current turn of
 * the event loop; whatever has arrived by then, or while another batch was written, goes in together. There
 * is no timer, so a piece that comes alone does not wait for company.
 *
 * Another process holding the write lock is waited for without blocking the event loop.
 */
export const createGroupCommit = (
  database: DatabaseSync,
  { openBatch, batchAtMost = 256, busyGiveUpMs = 5000 }: GroupCommitOptions,
): GroupCommit => {
  const target: Target = {
    ...{ database, openBatch, busyGiveUpMs },
    begin: database.prepare('begin immediate'),
    end: database.prepare('commit'),
  }
  let queue: Piece[] = []
  let running: Promise<void> | undefined
  let closed = false

  const flushAll = async (): Promise<void> => {
    await nextTurn()
    while (queue.length > 0) {
      const batch = stillWanted(queue.slice(0, batchAtMost), busyGiveUpMs)
      queue = queue.slice(batchAtMost)
      if (batch.length > 0) await commitTogether(target, batch)
      // A commit holds everything up. Where there are many, answers that wait for nothing more leave
      // before the next one, and what comes meanwhile shares it.
      if (batch.length <= 1) continue
      await nextTurn()
      await nextTurn()
    }
    running = undefined
  }

  return {
    write: <Result>(work: (batch: Batch) => Result, limits: readonly KeyedClaims[] = []) =>
      new Promise<Result>((resolve, reject) => {
        if (closed) return reject(new CountersignError('unavailable', 'the store is closed'))
        const settle = { resolve: (result: unknown) => resolve(result as Result), reject }
        queue.push({ work, limits, queuedAtMs: performance.now(), ...settle })
        running ??= flushAll()
      }),
    read: async (work) => {
      try {
        return work()
      } catch (error) {
        throw asUnavailable(error)
      }
    },
    close: async () => {
      closed = true
      await running
    },
  }
}

/** The event loop has looked for what arrived, and everything that was to be done at once is done. */
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

interface Target extends Transaction {
  readonly openBatch: OpenBatch
}

const commitTogether = async (target: Target, batch: readonly Piece[]): Promise<void> => {
  try {
    const results = await inTransaction(target, () => runAll(target, batch))
    for (const [n, piece] of batch.entries()) piece.resolve(results[n])
  } catch (error) {
    if (batch.length > 1 && !(error instanceof Held))
      for (const piece of batch) await commitTogether(target, [piece])
    else for (const piece of batch) piece.reject(asUnavailable(error))
  }
}

const runAll = ({ openBatch }: Target, pieces: readonly Piece[]): readonly unknown[] => {
  const batch = openBatch(pieces.map(({ limits }) => limits))
  const results = pieces.map((piece) => piece.work(batch))
  batch.limits.close()
  batch.flushEvents()
  return results
}

const inTransaction = async <Result>(
  { database, begin, end, busyGiveUpMs }: Transaction,
  work: () => Result,
): Promise<Result> => {
  await beginImmediate(begin, busyGiveUpMs)
  try {
    const result = work()
    end.get()
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('rollback')
    throw error
  }
}

const asUnavailable = (error: unknown): CountersignError =>
  error instanceof CountersignError
    ? error
    : new CountersignError('unavailable', 'the database did not do its work', { cause: error })
