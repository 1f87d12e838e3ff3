import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client as PostgresClient } from 'pg'
import { afterAll, beforeAll, describe, inject, test } from 'vitest'
import { clientOf, scenarios } from './scenarios.ts'
import { type RunningApp, runtimes } from './start-apps.ts'
import type { StoreName } from './stores.ts'

/** A store for one app, and how to be rid of it. */
interface Place {
  readonly name: StoreName
  remove(): Promise<void> | void
}

const inPostgres = (): Place => {
  const [url, schema] = [inject('postgresUrl'), `runtime_${randomBytes(6).toString('hex')}`]
  const remove = async () => {
    const client = new PostgresClient({ connectionString: url })
    await client.connect()
    await client.query(`drop schema if exists ${schema} cascade`)
    await client.end()
  }
  return { name: { kind: 'postgres', url, schema }, remove }
}

const inSqlite = (): Place => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-'))
  return {
    name: { kind: 'sqlite', path: join(folder, 'test.db') },
    remove: () => rmSync(folder, { recursive: true }),
  }
}

const places: Readonly<Record<string, () => Place>> = {
  memory: () => ({ name: { kind: 'memory' }, remove: () => undefined }),
  sqlite: inSqlite,
  postgres: inPostgres,
}

const cases = Object.entries(runtimes).flatMap(([runtime, start]) =>
  Object.entries(places).map(([store, place]) => ({ runtime, store, start, place })),
)

describe.each(cases)('E12 in $runtime with $store', ({ start, place }) => {
  let app: RunningApp | undefined
  let used: Place | undefined
  beforeAll(async () => {
    used = place()
    app = await start(used.name)
  })
  afterAll(async () => {
    await app?.stop()
    await used?.remove()
  })

  test.each(Object.entries(scenarios))('%s', async (_title, run) => {
    if (app === undefined) throw new Error('the app did not start')
    await run(clientOf(app.url))
  })
})
