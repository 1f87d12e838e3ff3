import { createHash } from 'node:crypto'
import type { OpenResult, Store } from 'countersign'
import { createFakeClock } from 'countersign/testing'
import { Pool } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { migrations } from '../../src/stores/postgres/migrations/index.ts'
import { openVerb } from '../../src/stores/postgres/verbs/open.ts'
import { settleVerb } from '../../src/stores/postgres/verbs/settle.ts'
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
  return { ...schema, store, party, first, proxy }
}

describe.each<Fate>(['answer_nobody', 'lose', 'deliver_late'])(
  'K4 a wire that breaks: %s',
  (fate) => {
    test('B4 a delivery by another integration is written down once', async () => {
      const { store, first, proxy, query } = await setUp('begin_delivery', fate)
      const refs = new Set<string | undefined>()
      for (let n = 0; n < 3; n++)
        refs.add(await store.deliveries.begin({ beside: first, delivery: twilio }))
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(refs.size).toBe(3)
      expect(proxy.broken()).toBe(3)
      const rows = await query("select 1 from deliveries where integration = 'twilio'")
      expect(rows).toHaveLength(3)
    })

    test('B4 never fewer calls are on record than are made', async () => {
      const { store, first } = await setUp('count_call', fate)
      for (let n = 0; n < 3; n++) expect(await store.deliveries.again(first)).toBe(true)
      const [kept] = await store.deliveries.list({ rowsAtMost: 1 })
      expect(kept?.calls).toBeGreaterThanOrEqual(4)
    })

    test('H2 a report moves the delivery, and nobody is told that it did not', async () => {
      const { store, first, party, proxy } = await setUp('report_delivery', fate)
      const report = { callbackRef: first, state: 'bounced', suppresses: 'bounced' } as const
      const told = await store.deliveries
        .report({ integration: 'arkesel', report })
        .catch((error) => error.code)
      expect(['unavailable', true]).toContain(told)
      proxy.decide(() => 'pass')
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(await store.deliveries.list({ rowsAtMost: 1 })).toMatchObject([{ state: 'bounced' }])
      const recipientHashes = [party.challenge.recipientHash]
      expect(await store.suppressions.clear({ recipientHashes })).toBe(1)
      expect(await store.deliveries.report({ integration: 'arkesel', report })).toBe(false)
      expect(await store.suppressions.list({ rowsAtMost: 1 })).toEqual([])
    })
  },
)

test('K6 a program from before deliveries goes on while a newer one brings the schema up to date', async () => {
  const { open, query, schema, url } = createTestSchema()
  await query(`create schema ${schema}`)
  await query('create table schema_migrations (version int primary key, name text not null)')
  for (const [n, { name, sql }] of migrations.slice(0, 2).entries()) {
    await query(sql)
    await query('insert into schema_migrations values ($1, $2)', [n + 1, name])
  }
  const older = new Pool({ connectionString: url, max: 1, options: `-c search_path=${schema}` })
  onTestFinished(() => older.end())
  const clock = createFakeClock()
  let batches = 0
  /** Opens and settles as it did: no word of deliveries. */
  const sendAsBefore = async () => {
    const { request } = await createParty({ store: nowhere, clock }).open('111111')
    const opening = openVerb({ ...request, delivery: undefined })
    const { deliveries: _none, ...settling } = settleVerb({
      ...{ challenge: request.challenge, salt: request.code.salt, openedAtMs: 0 },
      ...{ outcome: 'accepted', deliveries: [], recipientClaims: [], limits: [] },
    }).request
    const verbs = [opening.request, settling].map((verb) => ({ ...verb, limits: [] }))
    batches += 1
    const { rows } = await older.query(
      "select run_batch(5, $1, $2, '{}', '{}', '{}', '{}', null) as answers",
      [batches, JSON.stringify({ keys: [], verbs })],
    )
    return JSON.parse(rows[0].answers).verbs.map(({ kind }: { kind: string }) => kind)
  }

  for (let n = 0; n < 7; n++) expect(await sendAsBefore()).toEqual(['opened', 'settled'])
  const store = await open({ clock })
  for (let n = 0; n < 7; n++) expect(await sendAsBefore()).toEqual(['opened', 'settled'])
  expect(await store.deliveries.list({ rowsAtMost: 10 })).toEqual([])
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
  expect(digests.slice(0, 2)).toEqual([
    ['0001-tables', '549f701b4d10062f'],
    ['0002-functions', '07093dbf418201c1'],
  ])
})
