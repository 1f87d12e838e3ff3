import type { AuditDraft, Store } from 'countersign'
import { createFakeClock } from 'countersign/testing'
import fc from 'fast-check'
import { Pool } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventMac } from '../../src/ports/audit.ts'
import { erase } from '../../src/testing/store-contract/erase.ts'
import { createDraft, outcomesOf } from '../../src/testing/store-contract/events.ts'
import { createParty } from '../../src/testing/store-contract/party.ts'
import { createTestSchema } from '../support/postgres.ts'
import { type Fate, startPostgresProxy } from '../support/postgres-proxy.ts'

const unavailable = { code: 'unavailable' }

test('F5 the database makes the same MAC as the audit core, whatever the event', async () => {
  const { open, url, schema } = createTestSchema()
  await open()
  const pool = new Pool({ connectionString: url, options: `-c search_path=${schema}`, max: 1 })
  onTestFinished(() => pool.end())
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
  const text = fc
    .string({ unit: 'grapheme', maxLength: 60 })
    .filter((value) => !value.includes('\0'))
  const event = fc.record({
    stream: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String),
    n: fc.integer({ min: 1 }),
    atMs: fc.maxSafeInteger(),
    type: text,
    outcome: text,
    facts: text,
    commitment: fc.option(bytes(32)),
  })
  await fc.assert(
    fc.asyncProperty(bytes(32), event, async (key, said) => {
      const { rows } = await pool.query('select event_mac($1, $2, $3, $4, $5, $6, $7, $8) as mac', [
        Buffer.from(key),
        ...[said.stream, said.n, said.atMs, said.type, said.outcome, said.facts],
        said.commitment && Buffer.from(said.commitment),
      ])
      expect(rows[0].mac.toString('hex')).toBe(Buffer.from(eventMac(key, said)).toString('hex'))
    }),
    { numRuns: 300 },
  )
})

const hashOf = (fill: number) => Buffer.alloc(32, fill)

const admin = { name: 'ama', role: 'operator' } as const

const nothing = { codes: 0, proofs: 0, sessions: 0 }

const session = (fill: number) => ({ hash: hashOf(fill), forMs: 60_000 })

/** Everything an operator does, in an order in which each of them changes something. */
const verbs: readonly (readonly [
  string,
  (store: Store, audit: AuditDraft) => Promise<unknown>,
  answer: unknown,
])[] = [
  ['append', (store, draft) => store.audit.append({ draft, outcome: 'done' }), undefined],
  [
    'create a key',
    (store, audit) => store.apiKeys.create({ name: 'shop', hash: hashOf(1), audit }),
    true,
  ],
  ['revoke a key', (store, audit) => store.apiKeys.revoke({ name: 'shop', audit }), true],
  [
    'switch off',
    async (store, audit) => {
      const made = await store.switches.off({
        ...{ scope: 'country', target: 'GH', reason: 'pumping', author: 'cli', audit },
      })
      expect(await store.switches.list()).toEqual([made])
      return made.target
    },
    'GH',
  ],
  [
    'switch on',
    async (store, audit) => {
      const [found] = await store.switches.list()
      return store.switches.on({ id: found?.id ?? '', audit })
    },
    true,
  ],
  [
    'change an integration',
    async (store, audit) => {
      const row = await store.integrations.change({ id: 'arkesel', otpEnabled: false, audit })
      return row?.otpEnabled
    },
    false,
  ],
  [
    'create an administrator',
    (store, audit) => store.admins.create({ ...admin, hash: hashOf(2), audit }),
    true,
  ],
  [
    'sign in',
    (store, audit) => store.admins.signIn({ hashes: [hashOf(2)], session: session(3), audit }),
    admin,
  ],
  [
    'use a link',
    (store, audit) => store.admins.useLink({ hashes: [hashOf(4)], session: session(5), audit }),
    admin,
  ],
  ['revoke an administrator', (store, audit) => store.admins.revoke({ name: 'ama', audit }), true],
  [
    'end all codes',
    (store, audit) => store.recipients.invalidate({ audit }),
    { ...nothing, codes: 1 },
  ],
]

const ofOperators = 'from audit_events where stream = 0'

describe('K4 a verb of an operator whose connection breaks', () => {
  const prepare = async (store: Store) => {
    await store.integrations.ensure(['arkesel'])
    await store.admins.createLink({ hash: hashOf(4), admin, forMs: 60_000 })
    await createParty({ store, clock: createFakeClock() }).send('111111')
  }

  test.each<{ readonly fate: Fate; readonly title: string }>([
    { fate: 'answer_nobody', title: 'and was committed tells what it did, and does it once' },
    { fate: 'lose', title: 'before it arrived is run' },
    { fate: 'deliver_late', title: 'and arrives later happens once' },
  ])('F4 E6 $title', async ({ fate }) => {
    const schema = createTestSchema()
    const proxy = await startPostgresProxy(schema.url)
    const [store, other] = [await schema.open({ url: proxy.url }), await schema.open()]
    await prepare(store)
    let broken = 0
    for (const [name, verb, answer] of verbs.slice(0, -1)) {
      const audit = createDraft()
      let isFirst = true
      proxy.decide(() => {
        const decided = isFirst ? fate : 'pass'
        isFirst = false
        return decided
      }, 'event_id')
      expect(await verb(store, audit), name).toEqual(answer)
      expect(await outcomesOf(other, audit), name).toHaveLength(1)
      broken += 1
    }
    expect(proxy.broken()).toBe(broken)
    await new Promise((resolve) => setTimeout(resolve, 300))
    const rows = await schema.query(`select n::int ${ofOperators} order by n`)
    expect(rows.map(({ n }) => n)).toEqual(verbs.slice(0, -1).map((_, n) => n + 1))
  })

  const breakCommit = async (fate: Fate) => {
    const schema = createTestSchema()
    const proxy = await startPostgresProxy(schema.url)
    const store = await schema.open({ url: proxy.url })
    await prepare(store)
    await store.audit.append({
      draft: createDraft({ person: '{"recipient":"ama"}' }),
      outcome: 'done',
    })
    proxy.decide(() => fate, 'commit\0')
    return { schema, store, proxy }
  }

  test('F6 long work that was committed says so, although nobody heard of it', async () => {
    const { schema, store, proxy } = await breakCommit('answer_nobody')
    const personPrefixes = ['{"recipient":"ama"']
    expect(await erase(store, { personPrefixes })).toEqual({ rows: 0, events: 1 })
    expect(await store.recipients.invalidate({ audit: createDraft() })).toEqual({
      ...nothing,
      codes: 1,
    })
    expect(proxy.broken()).toBe(3)
    const left = 'select 1 from challenges where code_hash is not null'
    expect(await schema.query(left)).toEqual([])
    const outcomes = await schema.query(`select outcome ${ofOperators} order by n`)
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['done', 'erased', 'invalidated'])
  })

  test('F6 K3 long work that was not committed is unavailable, and has not happened', async () => {
    const { schema, store } = await breakCommit('lose')
    const personPrefixes = ['{"recipient":"ama"']
    const erasing = erase(store, { personPrefixes })
    await expect(erasing).rejects.toMatchObject(unavailable)
    const invalidating = store.recipients.invalidate({ audit: createDraft() })
    await expect(invalidating).rejects.toMatchObject(unavailable)
    expect(await schema.query(`select person ${ofOperators}`)).toEqual([
      { person: '{"recipient":"ama"}' },
    ])
    expect(await schema.query('select 1 from challenges where code_hash is null')).toEqual([])
  })
})

test('E3 E6 without the row of their stream operators change nothing', async () => {
  const { open, query } = createTestSchema()
  const store = await open()
  await query('delete from audit_streams')
  const making = store.apiKeys.create({ name: 'shop', hash: hashOf(1), audit: createDraft() })
  await expect(making).rejects.toMatchObject(unavailable)
  expect(await store.apiKeys.list()).toEqual([])
})

test('F7 without a clock the server says when an event was, and when a switch ends', async () => {
  const { open, query } = createTestSchema()
  const store = await open()
  const made = await store.switches.off({
    ...{ scope: 'all', target: null, reason: 'test', author: 'cli' },
    ...{ forMs: 60_000, audit: createDraft() },
  })
  const [row] = await query('select (extract(epoch from now()) * 1000)::float8 as now')
  const [event] = await store.audit.list({ rowsAtMost: 1 })
  expect(event?.atMs).toBe(made.createdAtMs)
  expect(Math.abs(made.createdAtMs - Number(row?.['now']))).toBeLessThan(30_000)
  expect(made.endsAtMs).toBe(made.createdAtMs + 60_000)
  expect(await store.switches.list()).toEqual([made])
})

test('L3 lists, pages and the sealer find events by index, whatever is asked for', async () => {
  const schema = createTestSchema()
  await (await schema.open()).close()
  const statistics =
    "select seq_scan::int as whole, idx_tup_fetch::int as fetched from pg_stat_user_tables where relname = 'audit_events' and schemaname = current_schema()"
  const readStatistics = async () => (await schema.query(statistics))[0]
  // making the two indexes read the table, which was empty
  await expect.poll(async () => (await readStatistics())?.['whole'], { timeout: 20_000 }).toBe(2)
  await schema.query(`
    insert into audit_events (stream, n, at_ms, type, outcome, facts, event_id, key_id, mac)
    select n % 5, n, n * 10, 'code.opened', 'opened', '{}', ''::bytea, 'audit-1', ''::bytea
    from generate_series(1, 20000) n`)
  await schema.query('analyze audit_events')
  const store = await schema.open()
  await store.audit.list({ rowsAtMost: 10 })
  const before = { atMs: 100_000, stream: '3', n: 10_000 }
  await store.audit.list({ rowsAtMost: 10, before, types: ['code.opened'] })
  await store.audit.list({ rowsAtMost: 10, fromMs: 50_000, toMs: 50_100 })
  await store.audit.read({ stream: '2', after: 10_000, rowsAtMost: 10 })
  expect(await store.audit.streams()).toEqual(['0', '1', '2', '3', '4'])
  await store.close()
  await expect
    .poll(async () => (await readStatistics())?.['fetched'], { timeout: 20_000 })
    .toBeGreaterThan(20)
  const read = await readStatistics()
  expect(read?.['whole']).toBe(2)
  expect(read?.['fetched']).toBeLessThan(500)
})
