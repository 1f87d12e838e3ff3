import { statSync } from 'node:fs'
import type { KeyRing, Log, ReplaceableKeyRing } from 'countersign'
import { keyRingPath, readKeyRing } from './config/key-ring-file.ts'

/** Follows the key ring file. */
export interface KeyRingFollower {
  stop(): void
}

/** How often to look. A rotated key becomes active much later than this. */
export const lookEveryMs = 5000

/**
 * Takes over what is changed in `keyring.json` while the server runs, on every instance that sees the
 * file. A file that cannot be read, or is no key ring, changes nothing and is complained of.
 */
export const followKeyRing = (
  keyRing: ReplaceableKeyRing,
  {
    secretsDir,
    log,
    everyMs = lookEveryMs,
  }: {
    readonly secretsDir: string
    readonly log: Log
    readonly everyMs?: number
  },
): KeyRingFollower => {
  let seen = stampOf(secretsDir)
  const look = () => {
    const stamp = stampOf(secretsDir)
    if (stamp === seen) return
    seen = stamp
    const next = readOrComplain(secretsDir, log)
    if (next === undefined) return
    keyRing.replaceBy(next)
    log.info({}, 'the key ring was read again')
  }
  const timer = setInterval(look, everyMs)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

/** Changes whenever the file is replaced. */
const stampOf = (secretsDir: string): string => {
  const stats = statSync(keyRingPath(secretsDir), { bigint: true, throwIfNoEntry: false })
  return stats === undefined ? 'none' : `${stats.ino} ${stats.mtimeNs}`
}

const readOrComplain = (secretsDir: string, log: Log): KeyRing | undefined => {
  try {
    return readKeyRing(secretsDir)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown'
    log.error({ reason }, 'the key ring cannot be read; the keys of before stay in use')
    return undefined
  }
}
