import { join } from 'node:path'
import { createSecret, type Secret } from 'countersign'
import { isFileThere, readTextFile } from 'countersign/keys'
import { refusal } from '../config/refusal.ts'

/** Where secrets come from. */
export interface SecretSources {
  readonly secretsDir: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isProduction: boolean
}

/** Whether anybody has named a place for a secret, even if it is not there. */
export const isSecretSet = (name: string, { secretsDir, env }: SecretSources): boolean => {
  const variable = name.toUpperCase()
  return (
    env[variable] !== undefined ||
    env[`${variable}_FILE`] !== undefined ||
    isFileThere(join(secretsDir, name))
  )
}

/** Where a secret stands now, or where it would have to. */
export type SecretPlace =
  | { readonly kind: 'file' | 'unreadable' | 'missing'; readonly path: string }
  | { readonly kind: 'variable'; readonly variable: string }

/** Finds a secret without telling it. A file is stronger than a variable. */
export const secretPlace = (
  name: string,
  { secretsDir, env }: Pick<SecretSources, 'secretsDir' | 'env'>,
): SecretPlace => {
  const variable = name.toUpperCase()
  const path = env[`${variable}_FILE`] ?? join(secretsDir, name)
  if (isFileThere(path)) return { kind: 'text' in readTextFile(path) ? 'file' : 'unreadable', path }
  return env[variable] ? { kind: 'variable', variable } : { kind: 'missing', path }
}

/**
 * A secret by name: the file that `NAME_FILE` names, else the file `name` in `secretsDir`, one value,
 * trailing line break ignored. In development a plain variable `NAME` will do.
 *
 * @throws CountersignError `invalid_configuration` if there is none, if its file cannot be read, or if a
 * plain variable holds it in production, where every process that looks can read it
 */
export const readSecret = (
  name: string,
  { secretsDir, env, isProduction }: SecretSources,
): Secret => {
  const variable = name.toUpperCase()
  const plain = env[variable]
  if (plain !== undefined && isProduction)
    throw refusal([
      `${variable}: a secret must not stand in a plain variable in production; put it into a file and name that in ${variable}_FILE`,
    ])
  const file = env[`${variable}_FILE`] ?? join(secretsDir, name)
  if (isFileThere(file)) return createSecret(valueIn(file, name))
  if (plain !== undefined && plain !== '') return createSecret(plain)
  throw refusal([`${name}: is missing; put it into the file ${file}`])
}

const valueIn = (file: string, name: string): string => {
  const found = readTextFile(file)
  if ('problem' in found) throw refusal([`${name}: the file ${file} ${found.problem}`])
  const value = found.text.replace(/\r?\n$/, '')
  if (value === '') throw refusal([`${name}: the file ${file} is empty`])
  return value
}
