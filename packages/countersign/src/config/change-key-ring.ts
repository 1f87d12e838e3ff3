import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { refusal } from '../ports/refusal.ts'
import {
  completed,
  type FileKey,
  isTaken,
  keyRingPath,
  readKeyRingToMend,
  readKeys,
  textOf,
} from './key-ring-file.ts'

/** A change of the key ring. */
export interface KeyRingChange {
  /** The keys as they are to be. */
  change(keys: readonly FileKey[]): readonly FileKey[]
  /** Writes down that it happens. If it cannot, nothing changes. */
  record(): Promise<void>
}

/**
 * Changes the key ring. Others find the old file or the new one, whole, with the owner and the mode that
 * it had, and of several changes at the same moment one is made and the others are refused.
 *
 * @throws CountersignError `invalid_configuration` if there is no key ring, it cannot be written, or
 * another change is under way
 */
export const changeKeyRing = async (
  secretsDir: string,
  { change, record }: KeyRingChange,
): Promise<void> => {
  // Before anything else this says what is wrong with the file, if something is.
  readKeyRingToMend(secretsDir)
  const replacement = beginReplacing(secretsDir)
  try {
    replacement.write(change(readKeys(secretsDir)))
    await record()
    replacement.takeEffect()
  } finally {
    replacement.end()
  }
}

/**
 * Puts a key into the ring for every use that has none.
 *
 * @throws CountersignError `invalid_configuration` as {@link changeKeyRing} does
 */
export const completeKeyRing = (secretsDir: string): void => {
  const replacement = beginReplacing(secretsDir)
  try {
    replacement.write(completed(readKeys(secretsDir)))
    replacement.takeEffect()
  } finally {
    replacement.end()
  }
}

/** A new key ring beside the old one, whose lock is held until it ends. */
const beginReplacing = (secretsDir: string) => {
  // A link to the file stays a link.
  const path = realpathSync(keyRingPath(secretsDir))
  const lock = `${path}.lock`
  takeLock(path, lock)
  const draft = `${path}.${randomBytes(8).toString('hex')}`
  return {
    write: (keys: readonly FileKey[]) => {
      const text = textOf(keys)
      orRefuse(path, () => writeLike(path, draft, text))
    },
    takeEffect: () => orRefuse(path, () => replace(path, draft)),
    end: () => {
      rmSync(draft, { force: true })
      rmSync(lock, { force: true })
    },
  }
}

const takeLock = (path: string, lock: string): void => {
  try {
    writeFileSync(lock, '', { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!isTaken(error)) throw notWritable(path, error)
    throw refusal([
      `${path}: is being changed by another process; if there is none, remove ${lock}`,
    ])
  }
}

/** A server that runs as somebody else must be able to read the new file as it could the old one. */
const writeLike = (path: string, draft: string, text: string): void => {
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true })
  const [old, made] = [statSync(path), statSync(draft)]
  if (old.uid !== made.uid || old.gid !== made.gid) chownSync(draft, old.uid, old.gid)
  chmodSync(draft, old.mode & 0o777)
}

/** Forced to disk: a key that is used and then lost would take what was made with it along. */
const replace = (path: string, draft: string): void => {
  renameSync(draft, path)
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

const orRefuse = (path: string, work: () => void): void => {
  try {
    work()
  } catch (error) {
    throw notWritable(path, error)
  }
}

const notWritable = (path: string, error: unknown) => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  return refusal([`${path}: cannot be written (${code}); nothing was changed`])
}
