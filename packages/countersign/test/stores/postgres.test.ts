import { createPostgresStore, migratePostgres } from 'countersign/stores/postgres'
import { createFakeClock, storeContract } from 'countersign/testing'
import { Pool } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { migrations } from '../../src/stores/postgres/migrations/index.ts'
import { rowId } from '../../src/stores/postgres/row-id.ts'
import { createDraft } from '../../src/testing/store-contract/events.ts'
import {
  createClaim,
  createLimit,
  createParty,
  smsRoute,
} from '../../src/testing/store-contract/party.ts'
import { createTestSchema } from '../support/postgres.ts'
import { sharingCases } from './sharing.ts'

const newest = migrations.map(({ name }) => name)

describe('the PostgreSQL store keeps the contract', () => {
  const cases = storeContract(async () => {
    const clock = createFakeClock()
    return { clock, store: await createTestSchema().open({ clock }) }
  })
  for (const { title, run } of cases) test(title, run)
})

describe('two PostgreSQL stores on one schema', () => {
  const cases = sharingCases(async (clock) => {
    const { open, query } = createTestSchema()
    return {
      stores: [await open({ clock }), await open({ clock })],
      countChallenges: async () => {
        const [row] = await query('select count(*) as count from challenges')
        return Number(row?.['count'])
      },
    }
  })
  for (const { title, run } of cases) test(title, run)

  test('B8 of two hundred sends over two stores exactly one passes the cool-down', async () => {
    const { open } = createTestSchema()
    const clock = createFakeClock()
    const stores = [await open({ clock }), await open({ clock })] as const
    const [recipientHash, lookup] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(8)]
    const { request } = await createParty({ store: stores[0], clock }, recipientHash).open('1')
    const challenge = { ...request.challenge, lookup }
    const sends = Array.from({ length: 200 }, (_, n) =>
      stores[n % 2 === 0 ? 0 : 1].open({ ...request, challenge }),
    )
    const kinds = (await Promise.all(sends)).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'opened')).toHaveLength(1)
    expect(kinds.filter((kind) => kind === 'cooling_down')).toHaveLength(199)
  })

  test('A1 A2 attempts on one code over two stores are exact: three compared, or one success', async () => {
    const { open, query } = createTestSchema()
    const clock = createFakeClock()
    const stores = [await open({ clock }), await open({ clock })] as const
    for (const code of ['111111', '222222']) {
      const recipient = new Uint8Array(32).fill(Number(code[0]))
      const sender = createParty({ store: stores[0], clock }, recipient)
      const handOver = await sender.open('111111')
      const other = createParty({ store: stores[1], clock }, recipient)
      expect(await other.attempt(code)).toBe('unknown')
      const attempts = Array.from({ length: 100 }, (_, n) =>
        stores[n % 2 === 0 ? 0 : 1].attempt({
          id: new Uint8Array(8).fill(n),
          budget: { claims: [], inARow: 1000, rememberMs: 1000 },
          challenge: handOver.request.challenge,
          candidates: [{ keyId: 'code-1', mac: new TextEncoder().encode(code) }],
          recipientClaims: [],
          limits: [],
          ...{ route: smsRoute, audit: createDraft() },
        }),
      )
      const kinds = (await Promise.all(attempts)).map(({ kind }) => kind)
      const isRight = code === '111111'
      expect(kinds.filter((kind) => kind === 'verified')).toHaveLength(isRight ? 1 : 0)
      expect(kinds.filter((kind) => kind === 'wrong')).toHaveLength(isRight ? 0 : 3)
    }
    const rows = await query('select sum(attempts)::int as attempts from challenges')
    expect(rows).toEqual([{ attempts: 4 }])
  })

  test('A3 a budget of one failure is exact over purposes and stores, also the first time', async () => {
    const { open } = createTestSchema()
    const clock = createFakeClock()
    const stores = [await open({ clock }), await open({ clock })] as const
    const claim = { name: 'failures', slot: 7200, max: 1, windowMs: 3_600_000 }
    const budget = { claims: [claim], inARow: 1000, rememberMs: 1000 }
    for (let round = 0; round < 20; round++) {
      const recipient = new Uint8Array(32).fill(round)
      const parties = Array.from({ length: 8 }, (_, n) =>
        createParty({ store: stores[n % 2 === 0 ? 0 : 1], clock }, recipient),
      )
      await Promise.all(parties.map((party) => party.send('111111')))
      const kinds = await Promise.all(parties.map((party) => party.attempt('2', { budget })))
      expect(kinds.toSorted()).toEqual([...Array<string>(7).fill('over_budget'), 'wrong'])
    }
  })
})

describe('a refusal on PostgreSQL', () => {
  test('B2 a verification that the recipient limit refuses takes nothing from other limits', async () => {
    const clock = createFakeClock()
    const store = await createTestSchema().open({ clock })
    const limits = [createLimit({ max: 3 })]
    const recipientClaims = [createClaim({ slot: 7201, max: 1 })]
    const party = createParty({ store, clock })
    for (const kind of ['unknown', 'limited', 'limited', 'limited'])
      expect(await party.attempt('111111', { limits, recipientClaims })).toBe(kind)
    for (const kind of ['unknown', 'unknown', 'limited'])
      expect(await createParty({ store, clock }).attempt('111111', { limits })).toBe(kind)
  })

  test('B8 the cool-down holds after a success as well', async () => {
    const clock = createFakeClock()
    const store = await createTestSchema().open({ clock })
    const party = createParty({ store, clock })
    await party.send('111111')
    expect(await party.attempt('111111')).toBe('verified')
    expect((await party.open('222222')).result).toEqual({ kind: 'cooling_down', waitMs: 60_000 })
  })

  test('L1 a code that is sent after one that was never settled and ran out verifies', async () => {
    const clock = createFakeClock()
    const store = await createTestSchema().open({ clock })
    const party = createParty({ store, clock })
    await party.send('111111', { ttlMs: 60_000, resendMs: 0 })
    await party.open('222222', { ttlMs: 60_000, resendMs: 0 })
    clock.advance(60_000)
    await party.open('333333', { resendMs: 0 })
    expect(await party.attempt('333333')).toBe('verified')
  })

  test('A4 settling a hand-over that another has replaced does not make the other one good', async () => {
    const clock = createFakeClock()
    const store = await createTestSchema().open({ clock })
    const party = createParty({ store, clock })
    await party.send('111111', { resendMs: 0 })
    const replaced = await party.open('222222', { resendMs: 0 })
    await party.open('333333', { resendMs: 0 })
    await party.settle(replaced, 'accepted')
    expect(await party.attempt('333333')).toBe('wrong')
    expect(await party.attempt('111111')).toBe('verified')
  })

  test('A3 a first failure that another transaction has just counted is not overlooked', async () => {
    const { open, query, url, schema } = createTestSchema()
    const clock = createFakeClock()
    const store = await open({ clock })
    const recipientHash = new Uint8Array(32).fill(9)
    const party = createParty({ store, clock }, recipientHash)
    await party.send('111111')
    const pool = new Pool({ connectionString: url, options: `-c search_path=${schema}`, max: 1 })
    onTestFinished(() => pool.end())
    await pool.query('begin')
    const windows = [7200, clock.now(), 1]
    await pool.query('insert into failures values ($1, $2, $3, 1, $4)', [
      ...[rowId(recipientHash).toString(), recipientHash, windows, clock.now() + 1000],
    ])
    const claim = { name: 'failures', slot: 7200, max: 1, windowMs: 3_600_000 }
    const budget = { claims: [claim], inARow: 1000, rememberMs: 1000 }
    const answer = party.attempt('222222', { budget })
    await expect
      .poll(() =>
        query("select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like $1", [
          `%${schema}%`,
        ]),
      )
      .toHaveLength(1)
    await pool.query('commit')
    expect(await answer).toBe('over_budget')
    expect(await query('select attempts from challenges')).toEqual([{ attempts: 0 }])
  })

  test('E8 B1 verbs of one batch see what those before them have taken', async () => {
    const clock = createFakeClock()
    const store = await createTestSchema().open({ clock })
    const limits = [createLimit({ max: 3 })]
    const sends = Array.from({ length: 5 }, () =>
      createParty({ store, clock }).open('111111', { limits }),
    )
    const left = (await Promise.all(sends)).map(({ result }) =>
      result.kind === 'opened' ? result.standings[0]?.remaining : result.kind,
    )
    expect(left.toSorted()).toEqual([0, 1, 2, 'limited', 'limited'])
  })

  test('B2 what is given back is what was taken, and no older event', async () => {
    const clock = createFakeClock()
    const store = await createTestSchema().open({ clock })
    const limits = [createLimit({ max: 2 })]
    await createParty({ store, clock }).send('111111', { limits })
    clock.advance(30_000)
    const party = createParty({ store, clock })
    await party.send('111111')
    expect((await party.send('111111', { limits })).kind).toBe('cooling_down')
    clock.advance(30_000)
    for (const kind of ['opened', 'opened', 'limited'])
      expect((await createParty({ store, clock }).send('111111', { limits })).kind).toBe(kind)
  })
})

describe('the PostgreSQL schema', () => {
  test('L6 eight instances that start at once bring it up to date together, once', async () => {
    const { open, query, url, schema } = createTestSchema()
    await Promise.all(Array.from({ length: 8 }, () => open()))
    const rows = await query('select version, name from schema_migrations order by version')
    expect(rows).toEqual(newest.map((name, n) => ({ version: n + 1, name })))
    expect(await migratePostgres({ url, schema })).toEqual([])
  })

  test('a schema that a newer version has been in is refused and left alone', async () => {
    const { open, query, url, schema } = createTestSchema()
    expect(await migratePostgres({ url, schema })).toEqual(newest)
    await query("insert into schema_migrations (version, name) values (999, 'later')")
    await expect(open()).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringContaining('version 999'),
    })
    expect(await query('select count(*)::int as count from schema_migrations')).toEqual([
      { count: newest.length + 1 },
    ])
  })

  test('a role that may not create anything can start once the schema is up to date', async () => {
    const { open, query, url, schema } = createTestSchema()
    await open()
    const role = `${schema}_app`
    await query(`create role ${role} login password 'app'`)
    await query(`grant usage on schema ${schema} to ${role}`)
    await query(`grant select, insert, update, delete on all tables in schema ${schema} to ${role}`)
    const roleUrl = new URL(url)
    roleUrl.username = role
    roleUrl.password = 'app'
    const store = await open({ url: roleUrl.href })
    onTestFinished(async () => {
      await store.close()
      await query(`drop owned by ${role}`)
      await query(`drop role ${role}`)
    })
    const party = createParty({ store, clock: createFakeClock() })
    expect((await party.send('111111')).kind).toBe('opened')
    expect(await party.attempt('111111')).toBe('verified')
  })

  test('a name of a schema that is no plain name is refused', async () => {
    const { url } = createTestSchema()
    for (const schema of ['a"b', 'A', '', 'x; drop', 'a'.repeat(64)])
      await expect(migratePostgres({ url, schema })).rejects.toMatchObject({
        code: 'invalid_configuration',
      })
  })

  test('a pool of the app is used as it is: its temporary tables are passed over, and it is not ended', async () => {
    const { query, url, schema } = createTestSchema()
    const pool = new Pool({ connectionString: url, max: 1 })
    onTestFinished(() => pool.end())
    await pool.query('create temporary table limits (); create temporary table challenges ()')
    const store = await createPostgresStore({ pool, schema })
    const party = createParty({ store, clock: createFakeClock() })
    expect((await party.send('111111', { limits: [createLimit()] })).kind).toBe('opened')
    await store.close()
    expect(await query('select count(*)::int as count from challenges')).toEqual([{ count: 1 }])
    expect((await pool.query('show search_path')).rows).toEqual([
      { search_path: '"$user", public' },
    ])
  })

  test('F7 a text with U+0000 is refused alone, and the others of its batch are not', async () => {
    const { open } = createTestSchema()
    const store = await open()
    const under = { store, clock: createFakeClock() }
    const { request } = await createParty(under).open('111111')
    const challenge = { ...request.challenge, lookup: new Uint8Array(32).fill(1) }
    const [good, bad, halved] = await Promise.allSettled([
      createParty(under).open('111111'),
      store.open({ ...request, challenge, maskedRecipient: 'a\0b' }),
      store.open({ ...request, challenge, maskedRecipient: 'a\ud800b' }),
    ])
    expect(good.status).toBe('fulfilled')
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'invalid_request' } })
    expect(halved).toMatchObject({ status: 'fulfilled', value: { kind: 'opened' } })
  })

  test('K3 a verb that fails unexpectedly does not take the others of its batch with it', async () => {
    const { open } = createTestSchema()
    const store = await open({ batchesAtOnce: 1 })
    const under = { store, clock: createFakeClock() }
    const { request } = await createParty(under).open('111111')
    const challenge = { ...request.challenge, lookup: new Uint8Array(32).fill(1) }
    const results = await Promise.allSettled([
      ...Array.from({ length: 20 }, () => createParty(under).open('111111')),
      store.open({ ...request, challenge, maxAttempts: 2 ** 40 }),
    ])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(20)
    expect(results.at(-1)).toMatchObject({
      status: 'rejected',
      reason: { code: 'unavailable', message: expect.stringContaining('22003') },
    })
  })
})

describe('time on PostgreSQL', () => {
  test('A5 without a clock the server decides: codes, cool-downs and limits end by its time', async () => {
    const { open, query } = createTestSchema()
    const store = await open()
    const party = createParty({ store, clock: createFakeClock() })
    const before = Date.now()
    await party.send('111111', { ttlMs: 1000, resendMs: 1000 })
    const early = await party.open('222222', { resendMs: 60_000 })
    expect(early.result).toMatchObject({ kind: 'cooling_down' })
    const [row] = await query(
      'select expires_at_ms::float8 as at, (extract(epoch from now()) * 1000)::float8 as now from challenges',
    )
    expect(Number(row?.['at'])).toBeGreaterThan(before)
    await expect
      .poll(() => party.attempt('333333', { budget: generous }), { timeout: 10_000, interval: 100 })
      .toBe('expired')
    const [later] = await query('select (extract(epoch from now()) * 1000)::float8 as now')
    expect(Number(later?.['now'])).toBeGreaterThanOrEqual(Number(row?.['at']))
    expect((await party.send('222222', { resendMs: 1000 })).kind).toBe('opened')
  })

  test('L3 a store without a clock removes what has ended by the server', async () => {
    const { open, query } = createTestSchema()
    const store = await open()
    const party = createParty({ store, clock: createFakeClock() })
    await party.send('111111', { ttlMs: 1, resendMs: 1 })
    await query('update challenges set purge_at_ms = 1')
    const swept = await store.sweep({ rowsAtMost: 100 })
    expect(swept.removed).toBe(1)
    expect(await query('select 1 from challenges')).toEqual([])
  })
})

const generous = { claims: [], inARow: 1_000_000, rememberMs: 60_000 }
