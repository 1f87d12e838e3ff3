import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** Somebody who runs the app, with the command line beside it. */
export interface Operator {
  readonly secretsDir: string
  /** Makes the keys of the deployment. */
  makeKeys(): Promise<void>
  /** Makes an administrator. Returns the token. */
  createAdmin(name: string): Promise<string>
}

const main = fileURLToPath(new URL('../../packages/server/src/main.ts', import.meta.url))

/** Prepares the command line for the database of codes. */
export const createOperator = (folder: string, storeUrl: string): Operator => {
  const secretsDir = join(folder, 'secrets')
  const configFile = join(folder, 'countersign.config.json')
  mkdirSync(secretsDir)
  writeFileSync(configFile, JSON.stringify({ store: { url: storeUrl }, secretsDir }))
  const run = async (...commands: readonly string[]): Promise<string> => {
    const args = ['--conditions=countersign-source', main, ...commands, '--config', configFile]
    const options = { cwd: folder, env: { PATH: process.env['PATH'] ?? '' } }
    return (await promisify(execFile)(process.execPath, args, options)).stdout.trim()
  }
  return {
    secretsDir,
    makeKeys: async () => void (await run('keys', 'init')),
    createAdmin: (name) => run('admin', 'create', name, '--role', 'operator'),
  }
}
