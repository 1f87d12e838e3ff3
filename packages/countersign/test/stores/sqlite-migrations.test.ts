import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Store } from 'countersign'
import { createSqliteStore, migrateSqlite } from 'countersign/stores/sqlite'
import { createFakeClock } from 'countersign/testing'
import { expect, test } from 'vitest'
import { migrations } from '../../src/stores/sqlite/migrations/index.ts'
import { newProof } from '../../src/testing/store-contract/opening.ts'
import { createParty, type Party } from '../../src/testing/store-contract/party.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const challengesInOrder = migrations.findIndex(({ name }) => name === '0006-challenges-in-order')

/** A file as it was before its challenges were put in order, with all of them in it. */
const putBack = (path: string, to: string): void => {
  const database = new DatabaseSync(to)
  database.exec('create table schema_migrations (version integer primary key, name text not null)')
  const applied = migrations.slice(0, challengesInOrder)
  for (const [n, { name, sql }] of applied.entries()) {
    database.exec(sql)
    database.prepare('insert into schema_migrations values (?, ?)').run(n + 1, name)
  }
  const columns = database.prepare("select name from pragma_table_info('challenges')").all()
  const names = columns.map(({ name }) => name).join(', ')
  database.exec(`attach '${path}' as later;
    insert into main.challenges (${names}) select ${names} from later.challenges;
    detach later`)
  database.close()
}

const readChallenges = (path: string) => {
  const database = new DatabaseSync(path, { readOnly: true })
  const statement = database.prepare('select * from challenges order by id')
  statement.setReadBigInts(true)
  const rows = statement.all()
  database.close()
  return rows
}

test('A1 A2 K6 putting challenges in order carries over each of them, with its tries', async () => {
  const folder = temporaryFolder()
  const [path, before] = [join(folder, 'later.db'), join(folder, 'before.db')]
  const clock = createFakeClock()
  let store = createSqliteStore({ path, clock })
  const relay = {
    open: (request) => store.open(request),
    settle: (request) => store.settle(request),
    attempt: (request) => store.attempt(request),
  } satisfies Partial<Store>
  const parties = Array.from({ length: 20 }, () =>
    createParty({ store: relay as unknown as Store, clock }),
  )
  for (const party of parties) {
    await party.send('111111', { maxAttempts: 2 })
    expect(await party.attempt('000000')).toBe('wrong')
  }
  const [used, replaced, spent, ...others] = parties as [Party, Party, Party, ...Party[]]
  expect(await used.attempt('111111', { grant: newProof() })).toBe('verified')
  const handOver = await replaced.open('222222', { link: 'secret', resendMs: 0 })
  await store.close()

  putBack(path, before)
  const kept = readChallenges(before)
  expect(kept).toHaveLength(20)
  expect(kept.filter(({ proof_id: proof }) => proof !== null)).toHaveLength(1)
  expect(kept.filter(({ next_link_hash: next }) => next !== null)).toHaveLength(1)
  expect(migrateSqlite({ path: before })).toContain('0006-challenges-in-order')
  expect(readChallenges(before)).toEqual(kept)

  store = createSqliteStore({ path: before, clock })
  expect(await used.attempt('111111')).toBe('used')
  expect(await spent.attempt('000000')).toBe('wrong')
  expect(await spent.attempt('111111')).toBe('locked')
  await replaced.settle(handOver, 'accepted')
  expect(await replaced.attempt('secret', { isLink: true })).toBe('verified')
  for (const party of others) expect(await party.attempt('111111')).toBe('verified')
  await store.close()
})

test('a migration that files have been through is what it was', () => {
  const digests = migrations.map(({ name, sql }) => {
    const digest = createHash('sha256').update(sql).digest('hex').slice(0, 16)
    return [name, digest]
  })
  expect(digests).toEqual([
    ['0001-challenges', '95dc6701ee3613a1'],
    ['0002-failures-and-requests', '5104539955c52a82'],
    ['0003-deliveries', '31a0ea2090115412'],
    ['0004-audit-and-operators', '7fc1ece483fb9cfd'],
    ['0005-proofs-and-sessions', 'f496f53714000906'],
    ['0006-challenges-in-order', '5579ddd2ae091dfa'],
    ['0007-replaced-tokens', '6253e68d9f8f9612'],
  ])
})
