import { existsSync, readFileSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { refusal } from './refusal.ts'

const defaultNames = ['countersign.config.ts', 'countersign.config.js', 'countersign.config.json']

/**
 * Reads a configuration file: TypeScript or JavaScript with a default export, or JSON.
 *
 * @param name the file asked for; the first of the default names in the working folder if left out
 * @returns what the file holds, unchecked, and `{}` if there is no file to be found
 */
export const readConfigFile = async (name: string | undefined): Promise<unknown> => {
  const file = name ?? defaultNames.find((candidate) => existsSync(candidate))
  if (file === undefined) return {}
  const path = resolve(file)
  if (!existsSync(path)) throw refusal([`--config: there is no file ${file}`])
  try {
    if (extname(path) === '.json') return JSON.parse(readFileSync(path, 'utf8'))
    const module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown }
    return module.default
  } catch (error) {
    throw refusal([
      `${file}: cannot be read (${error instanceof Error ? error.message : 'unknown'})`,
    ])
  }
}
