import type { Clock } from '../../ports/clock.ts'
import type { ApiKey, ApiKeyStore } from '../../ports/store.ts'
import type { MemoryAudit } from './audit.ts'
import { keyOf } from './key-of.ts'

/** Server-side callers' keys in memory. */
export const createMemoryApiKeys = (audit: MemoryAudit, clock: Clock): ApiKeyStore => {
  const byName = new Map<string, ApiKey & { readonly id: string }>()
  return {
    create: async ({ name, hash, audit: draft }) => {
      if (byName.has(name)) return false
      const createdAtMs = clock.now()
      audit.write(draft, 'created', createdAtMs)
      byName.set(name, { name, id: keyOf(hash), createdAtMs, revokedAtMs: null })
      return true
    },
    find: async (hashes) => {
      const ids = new Set(hashes.map(keyOf))
      return [...byName.values()].find((key) => key.revokedAtMs === null && ids.has(key.id))?.name
    },
    list: async () => [...byName.values()].map(({ id: _hash, ...key }) => key),
    revoke: async ({ name, audit: draft }) => {
      const key = byName.get(name)
      if (key === undefined || key.revokedAtMs !== null) return false
      const revokedAtMs = clock.now()
      audit.write(draft, 'revoked', revokedAtMs)
      byName.set(name, { ...key, revokedAtMs })
      return true
    },
  }
}
