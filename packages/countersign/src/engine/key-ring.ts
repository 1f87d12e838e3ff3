import { createSecretKey, type KeyObject } from 'node:crypto'

/** What a key is for. Keys are never shared between uses. */
export const keyUses = ['code', 'recipient', 'token', 'audit'] as const

/** One of {@link keyUses}. */
export type KeyUse = (typeof keyUses)[number]

/** One key of the ring. */
export interface RingKey {
  readonly id: string
  readonly use: KeyUse
  /** Held as a `KeyObject`: it does not print, and it is faster than raw bytes. */
  readonly key: KeyObject
}

/** The keys of a deployment. They live in a file, never in the database. */
export interface KeyRing {
  /** The key that new hashes are made with. */
  current(use: KeyUse): RingKey
  /** Every key that old hashes may have been made with, the current one first. */
  all(use: KeyUse): readonly RingKey[]
}

/** A key as raw bytes, at least 32 of them. */
export interface KeyMaterial {
  readonly id: string
  readonly use: KeyUse
  readonly bytes: Uint8Array
}

/**
 * Makes a key ring. The first key of each use is its current one.
 *
 * @throws TypeError if a use has no key, an id appears twice or a key is shorter than 32 bytes
 */
export const createKeyRing = (material: readonly KeyMaterial[]): KeyRing => {
  if (material.some(({ bytes }) => bytes.length < 32))
    throw new TypeError('every key must have at least 32 bytes')
  if (new Set(material.map(({ id }) => id)).size < material.length)
    throw new TypeError('every key must have an id of its own')

  const keys = material.map(({ id, use, bytes }) => ({ id, use, key: createSecretKey(bytes) }))
  const byUse = new Map(keyUses.map((use) => [use, keys.filter((key) => key.use === use)]))
  const all = (use: KeyUse) => byUse.get(use) ?? []
  const current = (use: KeyUse) => {
    const [first] = all(use)
    if (first === undefined) throw new TypeError(`there is no key for use "${use}"`)
    return first
  }
  for (const use of keyUses) current(use)
  return { current, all }
}
