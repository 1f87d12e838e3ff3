import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createKeyRing, type KeyRing, keyUses } from 'countersign'
import { z } from 'zod'
import { refusal } from './refusal.ts'

const fileSchema = z.strictObject({
  version: z.literal(1),
  keys: z.array(
    z.strictObject({
      id: z.string().min(1).max(64),
      use: z.enum(keyUses),
      createdAt: z.iso.datetime(),
      secret: z.base64(),
    }),
  ),
})

const pathIn = (secretsDir: string) => join(secretsDir, 'keyring.json')

/**
 * Makes `keyring.json` with one new key for each use, readable by its owner only.
 *
 * @returns the path
 * @throws CountersignError `invalid_configuration` if there is one: overwriting it would make every
 * code, limit and token in the database worthless
 */
export const initKeyRing = (secretsDir: string): string => {
  const path = pathIn(secretsDir)
  const createdAt = new Date().toISOString()
  const keys = keyUses.map((use) => ({
    id: `${use}-${randomBytes(4).toString('hex')}`,
    use,
    createdAt,
    secret: randomBytes(32).toString('base64'),
  }))
  mkdirSync(secretsDir, { recursive: true, mode: 0o700 })
  try {
    writeWhole(path, `${JSON.stringify({ version: 1, keys }, null, 2)}\n`)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    throw refusal([`${path}: is there already; it was not touched`])
  }
  return path
}

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

/** Reads `keyring.json`. The first key of a use is the current one. */
export const readKeyRing = (secretsDir: string): KeyRing => {
  const path = pathIn(secretsDir)
  if (!existsSync(path))
    throw refusal([`${path}: is missing; make it with "countersign keys init"`])
  try {
    const { keys } = fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
    return createKeyRing(
      keys.map(({ id, use, secret }) => ({ id, use, bytes: Buffer.from(secret, 'base64') })),
    )
  } catch (error) {
    // Neither JSON nor zod errors are shown: both may repeat a part of the file.
    const reason = error instanceof TypeError ? error.message : 'not a key ring'
    throw refusal([`${path}: ${reason}`])
  }
}

/** Reads `keyring.json`, or makes it first if there is none: for development. */
export const readOrInitKeyRing = (secretsDir: string): KeyRing => {
  if (!existsSync(pathIn(secretsDir))) initKeyRingOnce(secretsDir)
  return readKeyRing(secretsDir)
}

/** Two servers that start together: the second one uses what the first has made. */
const initKeyRingOnce = (secretsDir: string): void => {
  try {
    initKeyRing(secretsDir)
  } catch (error) {
    if (!existsSync(pathIn(secretsDir))) throw error
  }
}
