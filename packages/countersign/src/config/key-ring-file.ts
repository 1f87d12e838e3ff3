import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { createKeyRing, type KeyRing, type KeyUse, keyUses } from '../engine/key-ring.ts'
import { type Clock, systemClock } from '../ports/clock.ts'
import { refusal } from '../ports/refusal.ts'
import { isFileThere, readTextFile } from './text-file.ts'

const keySchema = z.strictObject({
  id: z.string().min(1).max(64),
  use: z.enum(keyUses),
  createdAt: z.iso.datetime(),
  /** When it becomes the one that new hashes are made with. */
  activeAt: z.iso.datetime().optional(),
  secret: z.base64(),
})

const fileSchema = z.strictObject({ version: z.literal(1), keys: z.array(keySchema) })

/** A key as the file holds it. */
export type FileKey = z.infer<typeof keySchema>

/** Where the key ring of a deployment is. */
export const keyRingPath = (secretsDir: string) => join(secretsDir, 'keyring.json')

/** A new key. */
export const newKey = (use: KeyUse, activeAt?: string): FileKey => ({
  id: `${use}-${randomBytes(4).toString('hex')}`,
  use,
  createdAt: new Date().toISOString(),
  ...(activeAt !== undefined && { activeAt }),
  secret: randomBytes(32).toString('base64'),
})

/** What the file holds. */
export const textOf = (keys: readonly FileKey[]) =>
  `${JSON.stringify({ version: 1, keys }, null, 2)}\n`

/**
 * Makes `keyring.json` with one new key for each use, readable by its owner only.
 *
 * @returns the path
 * @throws CountersignError `invalid_configuration` if there is one: overwriting it would make every
 * code, limit and token in the database worthless
 */
export const initKeyRing = (secretsDir: string): string => {
  const path = keyRingPath(secretsDir)
  mkdirSync(secretsDir, { recursive: true, mode: 0o700 })
  try {
    writeWhole(path, textOf(keyUses.map((use) => newKey(use))))
  } catch (error) {
    if (!isTaken(error)) throw error
    throw refusal([`${path}: is there already; it was not touched`])
  }
  return path
}

/** Whether a file could not be made because there is one. */
export const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST'

/** Another process finds either no file or all of it; a link, unlike a rename, replaces nothing. */
const writeWhole = (path: string, text: string): void => {
  const draft = `${path}.${randomBytes(8).toString('hex')}`
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true })
    linkSync(draft, path)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** The keys as the file holds them, secrets included. */
export const readKeys = (secretsDir: string): readonly FileKey[] => {
  const path = keyRingPath(secretsDir)
  if (!isFileThere(path))
    throw refusal([`${path}: is missing; make it with "countersign keys init"`])
  return readKeyFile(path)
}

/**
 * The keys of a file that is there.
 *
 * @throws CountersignError `invalid_configuration` if it cannot be read, or is no key ring
 */
export const readKeyFile = (path: string): readonly FileKey[] => {
  const read = readTextFile(path)
  if ('problem' in read) throw refusal([`${path}: ${read.problem}`])
  try {
    return fileSchema.parse(JSON.parse(read.text)).keys
  } catch {
    // Neither JSON nor zod errors are shown: both may repeat a part of the file.
    throw refusal([`${path}: not a key ring`])
  }
}

/**
 * The ring of some keys.
 *
 * @throws TypeError if they are none
 */
export const ringOf = (keys: readonly FileKey[], clock: Clock = systemClock): KeyRing =>
  createKeyRing(
    keys.map(({ id, use, activeAt, secret }) => ({
      id,
      use,
      bytes: Buffer.from(secret, 'base64'),
      activeAtMs: activeAt === undefined ? undefined : Date.parse(activeAt),
    })),
    clock,
  )

/**
 * Uses that came after the first key rings were made. Nothing was made with a key that is not there, so a
 * new one can be put in at any time.
 */
const laterUses: readonly KeyUse[] = ['contact']

/** Of {@link laterUses}, those that have no key. */
export const missingUses = (keys: readonly FileKey[]): readonly KeyUse[] =>
  laterUses.filter((use) => !keys.some((key) => key.use === use))

/**
 * Reads `keyring.json`.
 *
 * @throws CountersignError `invalid_configuration` if it is missing, cannot be read or is no key ring, or
 * lacks a key
 */
export const readKeyRing = (secretsDir: string): KeyRing => {
  const path = keyRingPath(secretsDir)
  const keys = readKeys(secretsDir)
  const lines = missingUses(keys).map(
    (use) =>
      `${path}: there is no key for use "${use}"; put one in with "countersign keys rotate ${use}"`,
  )
  if (lines.length > 0) throw refusal(lines)
  return ringAt(path, keys)
}

/** The same of a file that may lack keys: for putting them in. Those it lacks are made up and lost again. */
export const readKeyRingToMend = (secretsDir: string): KeyRing => {
  const keys = readKeys(secretsDir)
  return ringAt(keyRingPath(secretsDir), completed(keys))
}

/** The keys, and one for each use that has none. */
export const completed = (keys: readonly FileKey[]): readonly FileKey[] => [
  ...keys,
  ...missingUses(keys).map((use) => newKey(use)),
]

const ringAt = (path: string, keys: readonly FileKey[]): KeyRing => {
  try {
    return ringOf(keys)
  } catch (error) {
    const reason = error instanceof TypeError ? error.message : 'not a key ring'
    throw refusal([`${path}: ${reason}`])
  }
}
