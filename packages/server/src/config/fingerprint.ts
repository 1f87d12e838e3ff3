import { hash } from 'node:crypto'
import type { Config } from './config.ts'

/** What belongs to one instance or one place, so that instances of one configuration agree. */
const ofInstance = new Set(['listen', 'metrics', 'storeUrl', 'secretsDir', 'audit'])

/**
 * SHA-256 over the configuration as it is in effect, defaults included. Secrets are not in it: those of
 * integrations stand in files, and all others print as `[secret]`.
 */
export const configFingerprint = (config: Config): string => {
  const shared = Object.entries(config).filter(([key]) => !ofInstance.has(key))
  return hash('sha256', canonicalJson(Object.fromEntries(shared)))
}

/** The same for equal values, in whatever order they were written. */
const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'string') return withoutUser(inner)
    const isPlain = typeof inner === 'object' && inner !== null && !Array.isArray(inner)
    return isPlain ? Object.fromEntries(Object.entries(inner).sort(byKey)) : inner
  })

const byKey = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1

const withoutUser = (text: string): string => text.replace(/\/\/[^@/]*@/, '//')
