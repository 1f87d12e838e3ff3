import type { DatabaseSync } from 'node:sqlite'
import type { RecipientNames, RecipientStore } from '../../../ports/recipient-store.ts'
import { eraseStatements } from '../sql/erase.sql.ts'
import {
  countAllCodes,
  countCodesOf,
  endAllCodes,
  endCodesOf,
  endLockedCode,
  forgetFailures,
} from '../sql/recipients.sql.ts'
import { type Parameters, prepare, prepareRows, rowId, type Statement } from '../statement.ts'
import type { OperatorParts } from './parts.ts'

const packHashes = (hashes: readonly Uint8Array[]): string =>
  JSON.stringify(hashes.map((hash) => Buffer.from(hash).toString('hex')))

const keysOf = (lookups: readonly Uint8Array[], nowMs: number): readonly Parameters[] =>
  lookups.map((lookup) => ({ id: rowId(lookup), lookup, now: nowMs }))

/** What operators do to recipients, in SQLite. */
export const createSqliteRecipients = (
  database: DatabaseSync,
  { write }: OperatorParts,
): RecipientStore => {
  const forget = prepare(database, forgetFailures)
  const endLocked = prepare(database, endLockedCode)
  const all = { count: prepare(database, countAllCodes), end: prepare(database, endAllCodes) }
  const one = { count: prepare(database, countCodesOf), end: prepare(database, endCodesOf) }
  const erasures = eraseStatements.map((sql) => prepareRows(database, sql))

  const unlock = (names: RecipientNames, nowMs: number): boolean => {
    const forgotten = keysOf(names.recipientHashes, nowMs).map(forget)
    const ended = keysOf(names.challengeLookups, nowMs).map(endLocked)
    return [...forgotten, ...ended].some((row) => row !== undefined)
  }

  const end = (codes: typeof all, keys: readonly Parameters[]): number => {
    const outstanding = keys.reduce((sum, key) => sum + countOf(codes.count, key), 0)
    for (const key of keys) codes.end(key)
    return outstanding
  }

  return {
    unlock: ({ audit, ...names }) =>
      write(({ nowMs, writeEvent }) => {
        if (!unlock(names, nowMs)) return false
        writeEvent(audit, 'unlocked')
        return true
      }),
    invalidate: ({ recipient, audit }) =>
      write(({ nowMs, writeEvent }) => {
        const codes =
          recipient === undefined
            ? end(all, [{ now: nowMs }])
            : end(one, keysOf(recipient.challengeLookups, nowMs))
        if (codes > 0) writeEvent(audit, 'invalidated')
        return { codes }
      }),
    erase: ({ recipientHashes, challengeLookups }) =>
      write(() => {
        const names = {
          recipient_hashes: packHashes(recipientHashes),
          challenge_lookups: packHashes(challengeLookups),
        }
        return { rows: erasures.reduce((sum, remove) => sum + remove(names).length, 0) }
      }),
  }
}

const countOf = (count: Statement, key: Parameters): number => Number(count(key)?.['codes'])
