import { randomBytes, randomFillSync } from 'node:crypto'

/** Where unpredictable bytes come from. An argument, so that a whole run can be repeated in a test. */
export type RandomSource = (byteCount: number) => Uint8Array

/** Asking the system costs the same for one byte and for a thousand, so bytes are kept in store. */
const pool = new Uint8Array(4096)
let used = pool.length

/**
 * The operating system's generator, by way of `node:crypto`. Bytes are handed out once; no copy of
 * them stays behind.
 */
export const systemRandom: RandomSource = (byteCount) => {
  if (byteCount > 64) return randomBytes(byteCount)
  if (used + byteCount > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  // Node reads a `Buffer` where it is; a small array of V8's own it moves out of the heap first.
  const bytes = Buffer.from(pool.subarray(used, used + byteCount))
  pool.fill(0, used, used + byteCount)
  used += byteCount
  return bytes
}
