import type { DatabaseSync } from 'node:sqlite'
import type { AdminStore } from '../../../ports/admin.ts'
import {
  beginSession,
  beginTokenSession,
  createLink,
  endSession,
  findSession,
  spendLink,
} from '../sql/admin-sessions.sql.ts'
import { prepare, rowId } from '../statement.ts'
import { adminOf, firstOf, keyOf } from './admin-row.ts'
import type { OperatorParts } from './parts.ts'

type SessionVerbs = Pick<
  AdminStore,
  'createLink' | 'useLink' | 'signIn' | 'findSession' | 'endSession'
>

interface NewSession {
  readonly hash: Uint8Array
  readonly forMs: number
}

const sessionOf = ({ hash, forMs }: NewSession, nowMs: number) => ({
  ...{ session_id: rowId(hash), session_hash: hash },
  ...{ expires_at: nowMs + forMs, now: nowMs },
})

/** Sign-in links and console sessions. */
export const createAdminSessions = (
  database: DatabaseSync,
  { read, write }: OperatorParts,
): SessionVerbs => {
  const keepLink = prepare(database, createLink)
  const spend = prepare(database, spendLink)
  const begin = prepare(database, beginSession)
  const beginByToken = prepare(database, beginTokenSession)
  const find = prepare(database, findSession)
  const end = prepare(database, endSession)

  return {
    createLink: ({ hash, admin: { name, role }, forMs }) =>
      write(({ nowMs }) => {
        keepLink({ ...keyOf(hash), name, role, expires_at: nowMs + forMs, now: nowMs })
      }),
    useLink: ({ hashes, session, audit }) =>
      write(({ nowMs, writeEvent }) => {
        const link = firstOf(hashes, (key) => spend({ ...key, now: nowMs }))
        if (link === undefined) return undefined
        const admin = adminOf(link)
        begin({ ...sessionOf(session, nowMs), ...admin })
        writeEvent(audit, 'used')
        return admin
      }),
    signIn: ({ hashes, session, audit }) =>
      write(({ nowMs, writeEvent }) => {
        const row = firstOf(hashes, (key) => beginByToken({ ...key, ...sessionOf(session, nowMs) }))
        if (row === undefined) return undefined
        writeEvent(audit, 'signed_in')
        return adminOf(row)
      }),
    findSession: (hashes) =>
      read((nowMs) => {
        const row = firstOf(hashes, (key) => find({ ...key, now: nowMs }))
        return row && adminOf(row)
      }),
    endSession: (hashes) =>
      write(({ nowMs }) => firstOf(hashes, (key) => end({ ...key, now: nowMs })) !== undefined),
  }
}
