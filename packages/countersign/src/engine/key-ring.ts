import { createSecretKey, type KeyObject } from 'node:crypto'
import { type Clock, systemClock } from '../ports/clock.ts'

/** What a key is for. Keys are never shared between uses. */
export const keyUses = ['code', 'recipient', 'token', 'audit', 'contact'] as const

/** One of {@link keyUses}. */
export type KeyUse = (typeof keyUses)[number]

/** One key of the ring. */
export interface RingKey {
  readonly id: string
  readonly use: KeyUse
  /** Since when, or from when on, new hashes are made with it. */
  readonly activeAtMs: number
  /** Held as a `KeyObject`: it does not print, and it is faster than raw bytes. */
  readonly key: KeyObject
}

/** The keys of a deployment. They live in a file, never in the database. */
export interface KeyRing {
  /** The key that new hashes are made with: the one that became active last. */
  current(use: KeyUse): RingKey
  /** Every key that a hash may have been made with, the current one first. */
  all(use: KeyUse): readonly RingKey[]
}

/** A key as raw bytes, at least 32 of them. */
export interface KeyMaterial {
  readonly id: string
  readonly use: KeyUse
  readonly bytes: Uint8Array
  /**
   * From then on it is the one that new hashes are made with. Until then it only checks what others
   * made: so every instance knows a new key before any of them uses it. Always, if left out.
   */
  readonly activeAtMs?: number | undefined
}

/**
 * Makes a key ring. Of keys that became active at the same time the first one counts.
 *
 * @throws TypeError if a use has no key, an id appears twice or a key is shorter than 32 bytes
 */
export const createKeyRing = (
  material: readonly KeyMaterial[],
  clock: Clock = systemClock,
): KeyRing => {
  if (material.some(({ bytes }) => bytes.length < 32))
    throw new TypeError('every key must have at least 32 bytes')
  if (new Set(material.map(({ id }) => id)).size < material.length)
    throw new TypeError('every key must have an id of its own')

  const timelines = new Map(keyUses.map((use) => [use, createTimeline(use, material, clock)]))
  const keysNow = (use: KeyUse) => timelines.get(use)?.() ?? []
  return {
    all: keysNow,
    current: (use) => {
      const [current] = keysNow(use)
      if (current === undefined) throw new TypeError(`there is no key for use "${use}"`)
      return current
    },
  }
}

/** The keys of one use as of a moment, the current one first. Looks at the clock only where that may change it. */
const createTimeline = (use: KeyUse, material: readonly KeyMaterial[], clock: Clock) => {
  const keys: readonly RingKey[] = material
    .filter((key) => key.use === use)
    .map(({ id, bytes, activeAtMs = 0 }) => ({ id, use, activeAtMs, key: createSecretKey(bytes) }))
    .sort((one, other) => other.activeAtMs - one.activeAtMs)
  const [newest] = keys
  if (newest === undefined) throw new TypeError(`there is no key for use "${use}"`)
  const asOf = (nowMs: number): readonly RingKey[] => {
    const current = keys.find(({ activeAtMs }) => activeAtMs <= nowMs) ?? keys.at(-1) ?? newest
    return [current, ...keys.filter((key) => key !== current)]
  }
  const settled = asOf(newest.activeAtMs)
  if (keys.length === 1) return () => settled
  return () => {
    const nowMs = clock.now()
    return nowMs >= newest.activeAtMs ? settled : asOf(nowMs)
  }
}

/** The ring as it would be if another of its keys were the current one for its use. */
export const asIfCurrent = (keyRing: KeyRing, key: RingKey): KeyRing => ({
  current: (use) => (use === key.use ? key : keyRing.current(use)),
  all: (use) => keyRing.all(use),
})

/** A key ring that can be replaced by a newer one while everybody goes on using it. */
export interface ReplaceableKeyRing extends KeyRing {
  replaceBy(next: KeyRing): void
}

/** Makes a key ring that starts as `first`. */
export const createReplaceableKeyRing = (first: KeyRing): ReplaceableKeyRing => {
  let ring = first
  return {
    current: (use) => ring.current(use),
    all: (use) => ring.all(use),
    replaceBy: (next) => {
      ring = next
    },
  }
}
