import { timingSafeEqual } from 'node:crypto'
import { CountersignError } from '../../ports/error.ts'
import type { ApiKey, ApiKeyStore } from '../../ports/store.ts'
import type { CallFunction } from './call-function.ts'
import { bytes, text } from './encode.ts'

/** Server-side callers' keys. */
export const createPostgresApiKeys = (
  call: CallFunction,
  clockMs: () => number | null,
): ApiKeyStore => ({
  create: async ({ name, hash }) => {
    const { rows } = await call('create_api_key', [text(name), bytes(hash), clockMs()])
    return rows[0]?.['create_api_key'] === true
  },
  find: async (hashes) => {
    const { rows } = await call('find_api_keys', [hashes.map(bytes)])
    const found = hashes.flatMap((hash) => rows.filter((row) => isSame(row['hash'], hash)))[0]
    return found === undefined ? undefined : String(found['name'])
  },
  list: async () => (await call('list_api_keys', [])).rows.map(toApiKey),
  revoke: async (name) => {
    const { rows, isRepeated } = await call('revoke_api_key', [text(name), clockMs()])
    const isRevoked = rows[0]?.['revoke_api_key'] === true
    if (isRepeated && !isRevoked)
      throw new CountersignError('unavailable', 'it is not known whether this revoked the key')
    return isRevoked
  },
})

const isSame = (stored: unknown, hash: Uint8Array): boolean =>
  stored instanceof Uint8Array && stored.length === hash.length && timingSafeEqual(stored, hash)

const toApiKey = (row: Record<string, unknown>): ApiKey => ({
  name: String(row['name']),
  createdAtMs: Number(row['created_at_ms']),
  revokedAtMs: row['revoked_at_ms'] === null ? null : Number(row['revoked_at_ms']),
})
