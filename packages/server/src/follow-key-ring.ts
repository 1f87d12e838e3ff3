import { statSync } from 'node:fs'
import { createReplaceableKeyRing, type KeyRing, keyUses, type Log } from 'countersign'
import { keyRingPath, readKeyRing, readOrInitKeyRing } from 'countersign/keys'
import type { Config } from './config/config.ts'

/** A key ring that is read again whenever its file changes. */
export interface FollowedKeyRing {
  readonly keyRing: KeyRing
  /** Looks whether the file has changed, as is done all the time. */
  look(): void
  /** Looks no more. */
  stop(): void
}

/** How often to look. A rotated key becomes current much later than this. */
const lookEveryMs = 5000

/**
 * Reads `keyring.json`, and takes over what is changed in it while the server runs, on every instance
 * that sees the file. A file that is no key ring any more, or is gone, changes nothing and is complained
 * of.
 *
 * @throws CountersignError `invalid_configuration` if it cannot be read at first
 */
export const followKeyRing = (
  { secretsDir, isProduction }: Pick<Config, 'secretsDir' | 'isProduction'>,
  { log, everyMs = lookEveryMs }: { readonly log: Log; readonly everyMs?: number },
): FollowedKeyRing => {
  const [first, stamp] = readStamped(isProduction ? readKeyRing : readOrInitKeyRing, secretsDir)
  const keyRing = createReplaceableKeyRing(first)
  let seen = stamp

  const look = (): void => {
    const now = stampOf(secretsDir)
    if (now === seen) return
    seen = now
    const next = readOrComplain(secretsDir, log)
    if (next === undefined) return
    keyRing.replaceBy(next)
    const ids = keyUses.flatMap((use) => next.all(use).map(({ id }) => id))
    log.info({ keys: ids.join(' ') }, 'the key ring was read again')
  }

  const timer = setInterval(look, everyMs)
  timer.unref()
  return { keyRing, look, stop: () => clearInterval(timer) }
}

/** The stamp is from before: what is changed while we read is seen the next time. */
const readStamped = (
  read: (secretsDir: string) => KeyRing,
  secretsDir: string,
): readonly [KeyRing, string] => {
  const stamp = stampOf(secretsDir)
  const keyRing = read(secretsDir)
  return [keyRing, stamp === missing ? stampOf(secretsDir) : stamp]
}

const missing = 'missing'

/** Changes whenever the file is replaced. */
const stampOf = (secretsDir: string): string => {
  try {
    const { ino, mtimeNs } = statSync(keyRingPath(secretsDir), { bigint: true })
    return `${ino} ${mtimeNs}`
  } catch {
    return missing
  }
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
