import type { DatabaseSync } from 'node:sqlite'
import type { RecipientNames, RecipientStore } from '../../../ports/recipient-store.ts'
import { createForgetPerson } from '../audit/forget-person.ts'
import { packHashes } from '../pack-hashes.ts'
import { eraseStatements } from '../sql/erase.sql.ts'
import { countProofs, countSessions, endAllSessions, endProofs } from '../sql/invalidate.sql.ts'
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
  const proofs = { count: prepare(database, countProofs), end: prepare(database, endProofs) }
  const sessions = {
    count: prepare(database, countSessions),
    end: prepare(database, endAllSessions),
  }
  const erasures = eraseStatements.map((sql) => prepareRows(database, sql))
  const forgetPerson = createForgetPerson(database)

  const unlock = (names: RecipientNames, nowMs: number): boolean => {
    const forgotten = keysOf(names.recipientHashes, nowMs).map(forget)
    const ended = keysOf(names.challengeLookups, nowMs).map(endLocked)
    return [...forgotten, ...ended].some((row) => row !== undefined)
  }

  /** How many of a kind there were before they ended. */
  const end = (kind: typeof all, keys: readonly Parameters[]): number => {
    const outstanding = keys.reduce((sum, key) => sum + countOf(kind.count, key), 0)
    for (const key of keys) kind.end(key)
    return outstanding
  }

  const endCodes = (recipient: RecipientNames | undefined, nowMs: number): number =>
    recipient === undefined
      ? end(all, [{ now: nowMs }])
      : end(one, keysOf(recipient.challengeLookups, nowMs))

  return {
    unlock: ({ audit, ...names }) =>
      write(({ nowMs, writeEvent }) => {
        if (!unlock(names, nowMs)) return false
        writeEvent(audit, 'unlocked')
        return true
      }),
    invalidate: ({ recipient, audit }) =>
      write(({ nowMs, writeEvent }) => {
        const recipient_hashes = recipient ? packHashes(recipient.recipientHashes) : null
        const ended = {
          codes: endCodes(recipient, nowMs),
          proofs: end(proofs, [{ recipient_hashes, now: nowMs }]),
          sessions: end(sessions, [{ recipient_hashes, now: nowMs }]),
        }
        const isAny = Object.values(ended).some((count) => count > 0)
        if (isAny) writeEvent(audit, 'invalidated')
        return ended
      }),
    erase: ({ recipientHashes, challengeLookups, ...person }) =>
      write((batch) => {
        const names = {
          recipient_hashes: packHashes(recipientHashes),
          challenge_lookups: packHashes(challengeLookups),
        }
        const rows = erasures.reduce((sum, remove) => sum + remove(names).length, 0)
        return { rows, events: forgetPerson(person, batch) }
      }),
  }
}

const countOf = (count: Statement, key: Parameters): number => Number(count(key)?.['outstanding'])
