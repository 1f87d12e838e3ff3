import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createSqliteStore, migrateSqlite } from 'countersign/stores/sqlite'
import { createFakeClock } from 'countersign/testing'
import { describe, expect, test } from 'vitest'
import { migrations } from '../../src/stores/sqlite/migrations/index.ts'
import { newProof } from '../../src/testing/store-contract/opening.ts'
import { createParty } from '../../src/testing/store-contract/party.ts'
import { openSharedFile } from '../support/shared-file.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { sharingCases } from './sharing.ts'

describe('two SQLite stores on one file', () => {
  const cases = sharingCases(openSharedFile((clock, path) => createSqliteStore({ clock, path })))
  for (const { title, run } of cases) test(title, run)
})

describe('the SQLite file', () => {
  test('K1 every commit is forced to disk, in a write-ahead log, readable by its owner only', async () => {
    const path = join(temporaryFolder(), 'deep/down/test.db')
    const store = createSqliteStore({ path })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700)
    await store.close()
    const database = new DatabaseSync(path)
    expect(database.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' })
    database.close()
  })

  test('a file that a newer version wrote is refused and left alone', () => {
    const path = join(temporaryFolder(), 'newer.db')
    expect(migrateSqlite({ path })).toEqual(migrations.map(({ name }) => name))
    expect(migrateSqlite({ path })).toEqual([])
    const database = new DatabaseSync(path)
    database.exec("insert into schema_migrations (version, name) values (999, 'later')")
    database.close()
    expect(() => createSqliteStore({ path })).toThrow('version 999')
  })

  test('G1 D4 neither a code nor the secret of its link is in the file, sent or typed', async () => {
    const folder = temporaryFolder()
    const clock = createFakeClock()
    const store = createSqliteStore({ path: join(folder, 'secrets.db'), clock })
    const party = createParty({ store, clock })
    const wrong = randomBytes(16).toString('hex')
    const [code, link] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')]
    await party.send(code, { link })
    for (const isLink of [true, false]) await party.attempt(wrong, { isLink })
    expect(await party.attempt(link, { isLink: true, grant: newProof() })).toBe('verified')
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)))
    expect(Buffer.concat(files).includes(party.challenge.recipientHash)).toBe(true)
    for (const secret of [code, link, wrong])
      expect(files.some((bytes) => bytes.includes(secret))).toBe(false)
    await store.close()
  })

  test('K3 a writer that never lets go makes verbs fail after a while, and the loop stays free', async () => {
    const path = join(temporaryFolder(), 'held.db')
    const clock = createFakeClock()
    const store = createSqliteStore({ path, clock, busyGiveUpMs: 200 })
    const holder = new DatabaseSync(path)
    holder.exec('begin immediate')
    let turns = 0
    const ticking = setInterval(() => {
      turns += 1
    }, 5)
    const party = createParty({ store, clock })
    await expect(party.open('111111')).rejects.toMatchObject({ code: 'unavailable' })
    clearInterval(ticking)
    expect(turns).toBeGreaterThan(2)
    holder.exec('rollback')
    holder.close()
    expect((await party.send('222222')).kind).toBe('opened')
    await store.close()
  })

  test('L4 a closed store takes nothing new, and finishes what it took', async () => {
    const path = join(temporaryFolder(), 'closed.db')
    const clock = createFakeClock()
    const store = createSqliteStore({ path, clock })
    const party = createParty({ store, clock })
    const accepted = party.open('111111')
    await store.close()
    expect((await accepted).result.kind).toBe('opened')
    await expect(party.attempt('111111')).rejects.toMatchObject({ code: 'unavailable' })
  })
})
