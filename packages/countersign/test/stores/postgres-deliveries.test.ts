import { createHash } from 'node:crypto'
import type { OpenResult, Store } from 'countersign'
import { createFakeClock } from 'countersign/testing'
import { Pool } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { packDraft } from '../../src/stores/postgres/encode.ts'
import { migrations } from '../../src/stores/postgres/migrations/index.ts'
import { openVerb } from '../../src/stores/postgres/verbs/open.ts'
import { settleVerb } from '../../src/stores/postgres/verbs/settle.ts'
import { createDraft, outcomesOf } from '../../src/testing/store-contract/events.ts'
import { createParty, refIn } from '../../src/testing/store-contract/party.ts'
import { createTestSchema } from '../support/postgres.ts'
import { type Fate, startPostgresProxy } from '../support/postgres-proxy.ts'

const twilio = { channel: 'sms', integration: 'twilio' } as const

/** A store behind a wire that breaks with every other call of one function. */
const setUp = async (mark: string, fate: Fate) => {
  const schema = createTestSchema()
  const proxy = await startPostgresProxy(schema.url, mark)
  const store = await schema.open({ url: proxy.url })
  const party = createParty({ store, clock: createFakeClock() })
  const first = refIn(await party.open('111111'))
  let count = 0
  proxy.decide(() => {
    count += 1
    return count % 2 === 1 ? fate : 'pass'
  })
  const other = await schema.open()
  const drafts = [createDraft(), createDraft(), createDraft()] as const
  return { ...schema, store, other, party, first, proxy, drafts }
}

describe.each<Fate>(['answer_nobody', 'lose', 'deliver_late'])(
  'K4 a wire that breaks: %s',
  (fate) => {
    test('B4 a delivery by another integration is written down once', async () => {
      const { store, other, first, proxy, query, drafts } = await setUp('begin_delivery', fate)
      const refs = new Set<string | undefined>()
      for (const audit of drafts) {
        refs.add(await store.deliveries.begin({ beside: first, delivery: twilio, audit }))
        expect(await outcomesOf(other, audit)).toEqual(['begun'])
      }
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(refs.size).toBe(3)
      expect(proxy.broken()).toBe(3)
      const rows = await query("select 1 from deliveries where integration = 'twilio'")
      expect(rows).toHaveLength(3)
      expect(await outcomesOf(other, drafts[0])).toEqual(['begun'])
    })

    test('B4 F4 as many calls are on record as are made, each with one event', async () => {
      const { store, other, first, drafts } = await setUp('count_call', fate)
      for (const audit of drafts) {
        expect(await store.deliveries.again({ ref: first, audit })).toBe(true)
        expect(await outcomesOf(other, audit)).toEqual(['again'])
      }
      await new Promise((resolve) => setTimeout(resolve, 300))
      const [kept] = await other.deliveries.list({ rowsAtMost: 1 })
      expect(kept?.calls).toBe(4)
    })

    test('H2 F4 a report moves the delivery once, with one event, and is told so', async () => {
      const { store, other, first, party, proxy, drafts } = await setUp('report_delivery', fate)
      const report = { callbackRef: first, state: 'bounced', suppresses: 'bounced' } as const
      const [audit, later] = drafts
      const told = { integration: 'arkesel', report }
      expect(await store.deliveries.report({ ...told, audit })).toBe(true)
      proxy.decide(() => 'pass')
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(await outcomesOf(other, audit)).toEqual(['bounced'])
      expect(await store.deliveries.list({ rowsAtMost: 1 })).toMatchObject([{ state: 'bounced' }])
      const recipientHashes = [party.challenge.recipientHash]
      expect(await store.suppressions.clear({ recipientHashes, audit: createDraft() })).toBe(1)
      expect(await store.deliveries.report({ ...told, audit: later })).toBe(false)
      expect(await store.suppressions.list({ rowsAtMost: 1 })).toEqual([])
      expect(await outcomesOf(other, later)).toEqual([])
    })

    test('F4 clearing a suppression says how many there were, with one event', async () => {
      const { store, other, first, party, drafts } = await setUp('clear_suppressions', fate)
      const report = { callbackRef: first, state: 'bounced', suppresses: 'bounced' } as const
      const [audit] = drafts
      await store.deliveries.report({ integration: 'arkesel', report, audit: createDraft() })
      const recipientHashes = [party.challenge.recipientHash]
      expect(await store.suppressions.clear({ recipientHashes, audit })).toBe(1)
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(await outcomesOf(other, audit)).toEqual(['cleared'])
      expect(await store.suppressions.list({ rowsAtMost: 1 })).toEqual([])
    })
  },
)

test('K4 a call that comes again while it runs waits for the end, and gets the same answer', async () => {
  const { open, query, schema, url } = createTestSchema()
  const store = await open()
  const [id, tag] = refIn(
    await createParty({ store, clock: createFakeClock() }).open('111111'),
  ).split('-')
  const draft = packDraft(createDraft())
  const begin = `select begin_delivery($1, ${id}, '\\x${tag}', 'sms', 'twilio', null, 60000, null) as id`
  const pool = new Pool({ connectionString: url, options: `-c search_path=${schema}` })
  const running = await pool.connect()
  onTestFinished(() => pool.end())
  await running.query('begin')
  const first = await running.query(begin, [draft])
  const again = pool.query(begin, [draft])
  await expect
    .poll(() =>
      query("select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like $1", [
        'select begin_delivery%',
      ]),
    )
    .toHaveLength(1)
  await running.query('commit')
  running.release()
  expect((await again).rows).toEqual(first.rows)
  expect(await query("select 1 from deliveries where integration = 'twilio'")).toHaveLength(1)
})

test('K6 a program from before deliveries goes on while a newer one brings the schema up to date', async () => {
  const { open, query, schema, url } = createTestSchema()
  await query(`create schema ${schema}`)
  await query('create table schema_migrations (version int primary key, name text not null)')
  const upTo = async (newest: number) => {
    for (const [n, { name, sql }] of migrations.slice(0, newest).entries()) {
      const known = await query('select 1 from schema_migrations where version = $1', [n + 1])
      if (known.length > 0) continue
      await query(sql)
      await query('insert into schema_migrations values ($1, $2)', [n + 1, name])
    }
  }
  await upTo(2)
  const older = new Pool({ connectionString: url, max: 1, options: `-c search_path=${schema}` })
  onTestFinished(() => older.end())
  const clock = createFakeClock()
  let batches = 0
  /** Opens and settles as it did: no word of deliveries, routes and events. */
  const sendAsBefore = async () => {
    const { request } = await createParty({ store: nowhere, clock }).open('111111')
    const { is_handed_over: _unknown, ...opening } = openVerb(request).request
    const { deliveries: _none, ...settling } = settleVerb({
      ...{ challenge: request.challenge, salt: request.code.salt, openedAtMs: 0 },
      ...{ outcome: 'accepted', deliveries: [], recipientClaims: [], limits: [] },
      audit: createDraft(),
    }).request
    const verbs = [opening, settling].map((verb) => ({ ...verb, limits: [] }))
    batches += 1
    const { rows } = await older.query(
      "select run_batch(5, $1, $2, '{}', '{}', '{}', '{}', null) as answers",
      [batches, JSON.stringify({ keys: [], verbs })],
    )
    return JSON.parse(rows[0].answers).verbs.map(({ kind }: { kind: string }) => kind)
  }

  for (let n = 0; n < 7; n++) expect(await sendAsBefore()).toEqual(['opened', 'settled'])
  await upTo(4)
  for (let n = 0; n < 7; n++) expect(await sendAsBefore()).toEqual(['opened', 'settled'])
  const store = await open({ clock })
  for (let n = 0; n < 7; n++) expect(await sendAsBefore()).toEqual(['opened', 'settled'])
  expect(await store.deliveries.list({ rowsAtMost: 10 })).toEqual([])
  expect(await store.audit.streams()).toEqual([])
  await createParty({ store, clock }).send('111111')
  expect(await store.deliveries.list({ rowsAtMost: 10 })).toMatchObject([{ state: 'accepted' }])
})

const nowhere = {
  open: async (): Promise<OpenResult> => ({ kind: 'reused_key' }),
} as unknown as Store

test('a migration that databases have been through is what it was', () => {
  const digests = migrations.map(({ name, sql }) => {
    const digest = createHash('sha256').update(sql).digest('hex').slice(0, 16)
    return [name, digest]
  })
  expect(digests).toEqual([
    ['0001-tables', '549f701b4d10062f'],
    ['0002-functions', '07093dbf418201c1'],
    ['0003-deliveries', 'a99a0e30410a0056'],
    ['0004-audit-and-operators', '4d157deefc6a25f2'],
    ['0005-decisions-on-record', '29e0e8f77374ec20'],
    ['0006-rekey', '2ae1e7776f4fc47c'],
    ['0007-grants', '7a56f368e11def99'],
    ['0008-says-beside', '2d555946a4c784f9'],
    ['0009-groups', '873f5e09f0e20969'],
    ['0010-alone', '00c697aea04cae57'],
    ['0011-replaced-tokens', '87ab213af83a4955'],
    ['0012-settled-once', '80c0e8b634cfb187'],
    ['0013-links-within-tokens', 'fbf3b03b50bb31cc'],
    ['0014-erase-in-two-looks', '2632cad18ae31b94'],
  ])
})
