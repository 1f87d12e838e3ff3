import type { ApiKey, ApiKeyStore } from '../../../ports/store.ts'
import { bytes, text } from '../encode.ts'
import type { OperatorParts } from './parts.ts'
import { rowOfFirst } from './same-hash.ts'

/** Server-side callers' keys. */
export const createPostgresApiKeys = ({ call, change }: OperatorParts): ApiKeyStore => ({
  create: async ({ name, hash, audit }) =>
    (await change('create_api_key', audit, [text(name), bytes(hash)])) === true,
  find: async (hashes) => {
    const { rows } = await call('find_api_keys', [hashes.map(bytes)])
    const found = rowOfFirst(rows, hashes)
    return found === undefined ? undefined : String(found['name'])
  },
  list: async () => (await call('list_api_keys', [])).rows.map(toApiKey),
  revoke: async ({ name, audit }) => (await change('revoke_api_key', audit, [text(name)])) === true,
})

const toApiKey = (row: Record<string, unknown>): ApiKey => ({
  name: String(row['name']),
  createdAtMs: Number(row['created_at_ms']),
  revokedAtMs: row['revoked_at_ms'] === null ? null : Number(row['revoked_at_ms']),
})
