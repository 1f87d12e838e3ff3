import type { DatabaseSync } from 'node:sqlite'
import type { ApiKey, ApiKeyStore } from '../../ports/store.ts'
import type { GroupCommit } from './group-commit.ts'
import { createApiKey, findApiKey, listApiKeys, revokeApiKey } from './sql/api-keys.sql.ts'
import { prepare, type Row } from './statement.ts'

/** Server-side callers' keys. */
export const createSqliteApiKeys = (database: DatabaseSync, commit: GroupCommit): ApiKeyStore => {
  const insert = prepare(database, createApiKey)
  const find = prepare(database, findApiKey)
  const revoke = prepare(database, revokeApiKey)
  const list = database.prepare(listApiKeys)

  return {
    create: ({ name, hash }) =>
      commit.write(({ nowMs }) => insert({ name, hash, now: nowMs }) !== undefined),
    find: (hashes) =>
      commit.read(() => {
        const found = hashes.map((hash) => find({ hash })).find((row) => row !== undefined)
        return found === undefined ? undefined : String(found['name'])
      }),
    list: () => commit.read(() => list.all().map(toApiKey)),
    revoke: (name) => commit.write(({ nowMs }) => revoke({ name, now: nowMs }) !== undefined),
  }
}

const toApiKey = (row: Row): ApiKey => ({
  name: String(row['name']),
  createdAtMs: Number(row['created_at_ms']),
  revokedAtMs: row['revoked_at_ms'] === null ? null : Number(row['revoked_at_ms']),
})
