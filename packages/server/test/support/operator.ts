import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Auditor, createAuditor, type KeyRing, type Store, systemRandom } from 'countersign'
import { readKeyRing } from 'countersign/keys'
import { createPostgresStore } from 'countersign/stores/postgres'
import { createSqliteStore } from 'countersign/stores/sqlite'
import { Client } from 'pg'
import { inject, onTestFinished } from 'vitest'
import { type Command, type Finished, runCommand, startCommand, writeConfig } from './command.ts'
import { type ServerProcess, startServer } from './server-process.ts'
import { temporaryFolder } from './temporary-folder.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server on which every test may make databases. */
    postgresUrl: string
  }
}

/** A deployment beside which somebody works on the command line. */
export interface Desk {
  readonly folder: string
  /** Runs a command with the configuration of the deployment. */
  run(...args: readonly string[]): Promise<Finished>
  /** Starts one and does not wait for its end. */
  start(...args: readonly string[]): Command
  /** The keys of the deployment. */
  readonly keyRing: KeyRing
  readonly auditor: Auditor
  /** Looks into the database, beside everybody else. */
  store(): Promise<Store>
  /** Runs SQL as somebody with all rights would. */
  sql(text: string): Promise<void>
  /** Starts a server of the deployment. */
  serve(): Promise<ServerProcess>
}

const runOn = async (connectionString: string, sql: string): Promise<void> => {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

const aDatabase = async (): Promise<string> => {
  const url = new URL(inject('postgresUrl'))
  const name = `cli_${randomBytes(6).toString('hex')}`
  await runOn(url.href, `create database ${name}`)
  onTestFinished(() => runOn(inject('postgresUrl'), `drop database ${name} with (force)`))
  url.pathname = `/${name}`
  return url.href
}

/** Databases that the command line works on. */
export const databases: Readonly<Record<string, (folder: string) => Promise<string>>> = {
  sqlite: async (folder) => `sqlite:${join(folder, 'data', 'countersign.db')}`,
  postgres: aDatabase,
}

/** Prepares a deployment with an empty database and keys of its own. */
export const createDesk = async ({
  database = databases['sqlite'],
  config = {},
}: {
  readonly database?: ((folder: string) => Promise<string>) | undefined
  readonly config?: Readonly<Record<string, unknown>>
} = {}): Promise<Desk> => {
  const folder = temporaryFolder()
  const url = (await database?.(folder)) ?? ''
  const whole = { ...config, store: { url } }
  const file = writeConfig(folder, { listen: { host: '127.0.0.1', port: 0 }, ...whole })
  const run: Desk['run'] = (...args) => runCommand([...args, '--config', file], { folder })
  const start: Desk['start'] = (...args) => startCommand([...args, '--config', file], { folder })
  await run('keys', 'init')
  await run('migrate')
  const keyRing = readKeyRing(join(folder, 'data', 'secrets'))
  const path = url.startsWith('sqlite:') ? url.replace('sqlite:', '') : undefined
  return {
    ...{ folder, run, start, keyRing, auditor: createAuditor(keyRing, systemRandom) },
    sql: async (text) => {
      if (path === undefined) return runOn(url, `set search_path = countersign; ${text}`)
      const database = new DatabaseSync(path, { timeout: 5000 })
      database.exec(text)
      database.close()
    },
    store: async () => {
      const store =
        path === undefined ? await createPostgresStore({ url }) : createSqliteStore({ path })
      onTestFinished(() => store.close())
      return store
    },
    serve: () => startServer({ folder, config: whole }),
  }
}
