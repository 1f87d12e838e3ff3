import type { DatabaseSync } from 'node:sqlite'
import type { ApiKey, ApiKeyStore } from '../../../ports/store.ts'
import { createApiKey, findApiKey, listApiKeys, revokeApiKey } from '../sql/api-keys.sql.ts'
import { prepare, prepareRows, type Row } from '../statement.ts'
import type { OperatorParts } from './parts.ts'

/** Server-side callers' keys. */
export const createSqliteApiKeys = (
  database: DatabaseSync,
  { read, write }: OperatorParts,
): ApiKeyStore => {
  const insert = prepare(database, createApiKey)
  const find = prepare(database, findApiKey)
  const revoke = prepare(database, revokeApiKey)
  const list = prepareRows(database, listApiKeys)

  return {
    create: ({ name, hash, audit }) =>
      write(({ nowMs, writeEvent }) => {
        if (insert({ name, hash, now: nowMs }) === undefined) return false
        writeEvent(audit, 'created')
        return true
      }),
    find: (hashes) =>
      read(() => {
        const found = hashes.map((hash) => find({ hash })).find((row) => row !== undefined)
        return found === undefined ? undefined : String(found['name'])
      }),
    list: () => read(() => list({}).map(toApiKey)),
    revoke: ({ name, audit }) =>
      write(({ nowMs, writeEvent }) => {
        if (revoke({ name, now: nowMs }) === undefined) return false
        writeEvent(audit, 'revoked')
        return true
      }),
  }
}

const toApiKey = (row: Row): ApiKey => ({
  name: String(row['name']),
  createdAtMs: Number(row['created_at_ms']),
  revokedAtMs: row['revoked_at_ms'] === null ? null : Number(row['revoked_at_ms']),
})
