import type { Clock } from '../../ports/clock.ts'
import type { ApiKey, ApiKeyStore } from '../../ports/store.ts'

const idOf = (hash: Uint8Array) => Buffer.from(hash).toString('base64url')

/** Server-side callers' keys in memory. */
export const createMemoryApiKeys = (clock: Clock): ApiKeyStore => {
  const byName = new Map<string, ApiKey & { readonly id: string }>()
  return {
    create: async ({ name, hash }) => {
      if (byName.has(name)) return false
      byName.set(name, { name, id: idOf(hash), createdAtMs: clock.now(), revokedAtMs: null })
      return true
    },
    find: async (hashes) => {
      const ids = new Set(hashes.map(idOf))
      return [...byName.values()].find((key) => key.revokedAtMs === null && ids.has(key.id))?.name
    },
    list: async () => [...byName.values()].map(({ id: _hash, ...key }) => key),
    revoke: async (name) => {
      const key = byName.get(name)
      if (key === undefined || key.revokedAtMs !== null) return false
      byName.set(name, { ...key, revokedAtMs: clock.now() })
      return true
    },
  }
}
