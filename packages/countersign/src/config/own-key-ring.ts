import type { KeyRing } from '../engine/key-ring.ts'
import { systemClock } from '../ports/clock.ts'
import { completeKeyRing } from './change-key-ring.ts'
import { initKeyRing, keyRingPath, missingUses, readKeyRing, readKeys } from './key-ring-file.ts'
import { isFileThere } from './text-file.ts'

/** How long another process may take to put in what is missing. */
const patienceMs = 2000
const lookEveryMs = 20

/** Reads `keyring.json`, or makes it, or what it lacks, first: for development. */
export const readOrInitKeyRing = (secretsDir: string): KeyRing => {
  if (!isFileThere(keyRingPath(secretsDir))) initKeyRingOnce(secretsDir)
  if (missingUses(readKeys(secretsDir)).length > 0) completeOnce(secretsDir)
  return readKeyRing(secretsDir)
}

/** Two servers that start together: the second one uses what the first has made. */
const initKeyRingOnce = (secretsDir: string): void => {
  try {
    initKeyRing(secretsDir)
  } catch (error) {
    if (!isFileThere(keyRingPath(secretsDir))) throw error
  }
}

const completeOnce = (secretsDir: string): void => {
  const untilMs = systemClock.now() + patienceMs
  for (;;) {
    try {
      completeKeyRing(secretsDir)
      return
    } catch (error) {
      if (missingUses(readKeys(secretsDir)).length === 0) return
      if (systemClock.now() > untilMs) throw error
      pause(lookEveryMs)
    }
  }
}

/** A start waits for nothing else meanwhile. */
const pause = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
