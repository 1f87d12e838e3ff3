import type { DatabaseSync } from 'node:sqlite'
import type { AdminStore, AdminToken } from '../../../ports/admin.ts'
import { endLinksOf, endSessionsOf } from '../sql/admin-sessions.sql.ts'
import { createAdmin, findAdmin, listAdmins, revokeAdmin } from '../sql/admins.sql.ts'
import { type Parameters, prepare, prepareRows, type Row } from '../statement.ts'
import { adminOf, firstOf, keyOf } from './admin-row.ts'
import { createAdminSessions } from './admin-sessions.ts'
import type { OperatorParts } from './parts.ts'

/** Administrators in SQLite. */
export const createSqliteAdmins = (database: DatabaseSync, parts: OperatorParts): AdminStore => {
  const { read, write } = parts
  const create = prepare(database, createAdmin)
  const find = prepare(database, findAdmin)
  const list = prepareRows(database, listAdmins)
  const revocations = [revokeAdmin, endSessionsOf, endLinksOf].map((sql) => prepare(database, sql))

  const revoke = (parameters: Parameters): boolean =>
    revocations.map((statement) => statement(parameters)).some((row) => row !== undefined)

  return {
    ...createAdminSessions(database, parts),
    create: ({ name, role, hash, forMs, audit }) =>
      write(({ nowMs, writeEvent }) => {
        const times = { now: nowMs, expires_at: forMs === undefined ? null : nowMs + forMs }
        if (create({ ...keyOf(hash), name, role, ...times }) === undefined) return false
        writeEvent(audit, 'created')
        return true
      }),
    find: (hashes) =>
      read((nowMs) => {
        const row = firstOf(hashes, (key) => find({ ...key, now: nowMs }))
        return row && adminOf(row)
      }),
    list: () => read(() => list({}).map(toToken)),
    revoke: ({ name, audit }) =>
      write(({ nowMs, writeEvent }) => {
        if (!revoke({ name, now: nowMs })) return false
        writeEvent(audit, 'revoked')
        return true
      }),
  }
}

/** A row as a token. */
export const toToken = (row: Row): AdminToken => ({
  ...adminOf(row),
  createdAtMs: Number(row['created_at_ms']),
  expiresAtMs: row['expires_at_ms'] === null ? null : Number(row['expires_at_ms']),
  revokedAtMs: row['revoked_at_ms'] === null ? null : Number(row['revoked_at_ms']),
})
