import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createAuditor, createKeyRing, keyUses, type Store, systemRandom } from 'countersign'
import { createPostgresStore, lookAtPostgres, migratePostgres } from 'countersign/stores/postgres'
import { createSqliteStore, lookAtSqlite, migrateSqlite } from 'countersign/stores/sqlite'
import { describe, expect, test } from 'vitest'
import { createTestSchema } from '../support/postgres.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const keyRing = createKeyRing(keyUses.map((use) => ({ id: use, use, bytes: new Uint8Array(32) })))
const auditor = createAuditor(keyRing, systemRandom)

/** A switch and a row that stop something. */
const stopSomething = async (store: Store): Promise<void> => {
  const audit = () => auditor({ type: 'switch.changed', actor: 'cli', facts: {} })
  const common = { reason: 'down', author: 'cli' }
  await store.switches.off({ scope: 'channel', target: 'sms', ...common, audit: audit() })
  await store.integrations.ensure(['arkesel'])
  await store.integrations.change({ id: 'arkesel', otpEnabled: false, audit: audit() })
}

const stopped = {
  switches: [expect.objectContaining({ scope: 'channel', target: 'sms', reason: 'down' })],
  integrations: [expect.objectContaining({ id: 'arkesel', otpEnabled: false })],
}

/** An administrator who is there no more. */
const makeAdministrator = async (store: Store): Promise<void> => {
  const audit = (type: 'admin.created' | 'admin.revoked') =>
    auditor({ type, actor: 'cli', facts: {} })
  const hash = new Uint8Array(32)
  const token = { name: 'kofi', role: 'operator', hash } as const
  await store.admins.create({ ...token, audit: audit('admin.created') })
  await store.admins.revoke({ name: 'kofi', audit: audit('admin.revoked') })
}

const admins = [
  expect.objectContaining({ name: 'kofi', role: 'operator', revokedAtMs: expect.any(Number) }),
]

describe('A1 a look at SQLite', () => {
  const setUp = () => {
    const folder = temporaryFolder()
    return { folder, path: join(folder, 'a database.db') }
  }

  test('makes no file where there is none, and says so', () => {
    const { folder, path } = setUp()
    expect(lookAtSqlite({ path })).toMatchObject({ schema: { kind: 'none' }, admins: [] })
    expect(readdirSync(folder)).toEqual([])
  })

  test.each([true, false])(
    'reads what is stopped and changes no byte (server runs: %s)',
    async (isOpen) => {
      const { folder, path } = setUp()
      const store = createSqliteStore({ path })
      await stopSomething(store)
      await makeAdministrator(store)
      if (!isOpen) await store.close()
      const files = () =>
        readdirSync(folder)
          .filter((name) => !name.endsWith('-shm'))
          .map((name) => [name, readFileSync(join(folder, name)).toString('base64')])
      const before = { names: readdirSync(folder), files: files(), at: statSync(path).mtimeMs }
      expect(lookAtSqlite({ path })).toEqual({
        ...{ schema: { kind: 'current' }, clockAheadMs: 0, stops: stopped, admins },
      })
      expect({ names: readdirSync(folder), files: files(), at: statSync(path).mtimeMs }).toEqual(
        before,
      )
      if (isOpen) await store.close()
    },
  )

  test('K6 applies no migration, and names those that are missing or too new', () => {
    const { path } = setUp()
    const all = migrateSqlite({ path })
    const database = new DatabaseSync(path)
    const last = database.prepare('select max(version) as version from schema_migrations').get()
    const known = Number(last?.['version'])
    database.exec(`delete from schema_migrations where version > ${known - 2}`)
    const pending = { schema: { kind: 'behind', pending: all.slice(-2) }, stops: undefined }
    expect(lookAtSqlite({ path })).toMatchObject(pending)
    expect(lookAtSqlite({ path })).toMatchObject(pending)
    expect(lookAtSqlite({ path }).admins).toEqual([])
    database.exec('drop table admins')
    expect(lookAtSqlite({ path }).admins).toEqual([])
    database.exec(`insert into schema_migrations (version, name) values (${known + 3}, 'later')`)
    database.close()
    expect(lookAtSqlite({ path })).toMatchObject({
      ...{ schema: { kind: 'newer', version: known + 3, known }, stops: undefined },
      admins: undefined,
    })
  })

  test('K3 a file that is no database is an error, and stays as it is', () => {
    const { path } = setUp()
    writeFileSync(path, 'no database, but long enough to be taken for one '.repeat(99))
    const before = readFileSync(path, 'utf8')
    expect(() => lookAtSqlite({ path })).toThrow(expect.objectContaining({ code: 'unavailable' }))
    expect(readFileSync(path, 'utf8')).toBe(before)
  })

  test('a database of somebody else is none of ours', () => {
    const { path } = setUp()
    const database = new DatabaseSync(path)
    database.exec('create table theirs (n integer)')
    database.close()
    expect(lookAtSqlite({ path }).schema).toEqual({ kind: 'none' })
  })
})

describe('A1 a look at PostgreSQL', () => {
  test('makes no schema where there is none, and says so', async () => {
    const { url, schema, query } = createTestSchema()
    expect(await lookAtPostgres({ url, schema })).toMatchObject({
      ...{ schema: { kind: 'none' }, admins: [] },
    })
    const found = await query('select 1 from pg_namespace where nspname = $1', [schema])
    expect(found).toEqual([])
  })

  test('reads what is stopped, and how far the clocks are apart', async () => {
    const { url, schema, open } = createTestSchema()
    const store = await open()
    await stopSomething(store)
    await makeAdministrator(store)
    const view = await lookAtPostgres({ url, schema })
    expect(view).toMatchObject({ schema: { kind: 'current' }, stops: stopped, admins })
    expect(Math.abs(view.clockAheadMs)).toBeLessThan(1000)
    const slow = { now: () => Date.now() - 60_000 }
    const { clockAheadMs } = await lookAtPostgres({ url, schema, clock: slow })
    expect(Math.round(clockAheadMs / 1000)).toBe(60)
  })

  test('K6 applies no migration, and names those that are missing or too new', async () => {
    const { url, schema, query } = createTestSchema()
    const all = await migratePostgres({ url, schema })
    const known = all.length
    await query('delete from schema_migrations where version = $1', [known])
    const pending = { schema: { kind: 'behind', pending: all.slice(-1) }, stops: undefined }
    expect(await lookAtPostgres({ url, schema })).toMatchObject(pending)
    expect(await lookAtPostgres({ url, schema })).toMatchObject(pending)
    expect((await lookAtPostgres({ url, schema })).admins).toEqual([])
    await query('drop table admins cascade')
    expect((await lookAtPostgres({ url, schema })).admins).toEqual([])
    await query('insert into schema_migrations (version, name) values ($1, $2)', [known + 1, 'x'])
    await query('insert into schema_migrations (version, name) values ($1, $2)', [known + 2, 'y'])
    expect((await lookAtPostgres({ url, schema })).schema).toEqual({
      ...{ kind: 'newer', version: known + 2, known },
    })
    await expect(createPostgresStore({ url, schema })).rejects.toThrow(/newer program/)
  })

  test('K3 B8 a server that cannot be reached is an error that shows no password', async () => {
    const url = 'postgres://otp:marker-password@127.0.0.1:1/otp'
    const error: unknown = await lookAtPostgres({ url }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'unavailable' })
    expect(String(error)).not.toContain('marker-password')
  })
})
