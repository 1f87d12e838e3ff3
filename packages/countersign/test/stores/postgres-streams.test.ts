import type { AuditDraft, Store } from 'countersign'
import { createFakeClock } from 'countersign/testing'
import fc from 'fast-check'
import { Pool } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  allEvents,
  assertClosed,
  createDraft,
  outcomesOf,
} from '../../src/testing/store-contract/events.ts'
import { createParty, refIn } from '../../src/testing/store-contract/party.ts'
import { createTestSchema } from '../support/postgres.ts'

const clock = createFakeClock()

const unavailable = { code: 'unavailable' }

test('F5 events of batches and calls are closed as the audit core closes them, whatever they say', async () => {
  const { open } = createTestSchema()
  const store = await open({ clock })
  const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((said) => !said.includes('\0'))
  const said = fc.record({ type: text, facts: text, person: fc.option(text) })
  await fc.assert(
    fc.asyncProperty(fc.array(said, { minLength: 4, maxLength: 8 }), async (all) => {
      const drafts = all.map((changes) => createDraft(changes))
      const startedAtMs = clock.now() + 1
      clock.advance(1)
      await Promise.all(drafts.map((audit) => useOnce(store, audit)))
      const events = await store.audit.list({ rowsAtMost: 1000, fromMs: startedAtMs })
      for (const draft of drafts) {
        const own = events.find(({ eventId }) => Buffer.compare(eventId, draft.eventId) === 0)
        assertClosed(own && { ...own, ...plainBytes(own) }, draft)
      }
    }),
    { numRuns: 25 },
  )
})

const plainBytes = ({
  commitment,
  eventId,
  mac,
}: {
  readonly commitment: Uint8Array | null
  readonly eventId: Uint8Array
  readonly mac: Uint8Array
}) => ({
  commitment: commitment && Buffer.from(commitment),
  eventId: Buffer.from(eventId),
  mac: Buffer.from(mac),
})

/** A verb with that event: the first byte of its random id says which. */
const useOnce = async (store: Store, audit: AuditDraft): Promise<void> => {
  const party = createParty({ store, clock })
  switch ((audit.eventId[0] ?? 0) % 4) {
    case 0:
      await party.open('111111', { audit })
      return
    case 1:
      await party.settle(await party.open('111111'), 'accepted', { audit })
      return
    case 2:
      await party.attempt('111111', { audit })
      return
    default:
      await store.deliveries.again({ ref: refIn(await party.open('111111')), audit })
  }
}

const lanes = 'select stream::int from lanes order by stream'

describe('L3 F1 streams of the log', () => {
  const sendMany = (stores: readonly Store[], count = 60) =>
    Promise.all(
      stores.flatMap((store) =>
        Array.from({ length: count }, () => createParty({ store, clock }).send('111111')),
      ),
    )

  test('each lane has one of its own, however many begin at the same moment', async () => {
    const { open, query } = createTestSchema()
    const stores = await Promise.all(
      Array.from({ length: 4 }, () => open({ clock, batchesAtOnce: 5 })),
    )
    await sendMany(stores, 200)
    const held = (await query(lanes)).map(({ stream }) => Number(stream))
    expect(held.length).toBeGreaterThan(4)
    expect(held).toEqual(held.map((_, n) => n + 9))
  })

  test('lanes of processes that are gone leave theirs to those that come', async () => {
    const { open, query } = createTestSchema()
    for (let start = 0; start < 6; start++) {
      const store = await open({ clock })
      await sendMany([store])
      await store.close()
      clock.advance(3_600_000)
      await (await open({ clock })).sweep({ rowsAtMost: 1000 })
    }
    const [streams] = await query(
      'select count(*)::int as count from audit_streams where stream > 8',
    )
    expect(streams?.['count']).toBeLessThanOrEqual(3)
    const written = await query('select stream, last_n::int from audit_streams where last_n > 0')
    const events = await query('select stream, max(n)::int as last_n from audit_events group by 1')
    const byStream = (rows: typeof events) =>
      new Map(rows.map(({ stream, last_n }) => [stream, last_n]))
    expect(byStream(written)).toEqual(byStream(events))
  })

  test('a lane that was swept while it lay idle goes on with another', async () => {
    const { open, query } = createTestSchema()
    const store = await open({ clock, batchesAtOnce: 1 })
    await sendMany([store], 1)
    clock.advance(3_600_000)
    await store.sweep({ rowsAtMost: 1000 })
    expect(await query(lanes)).toEqual([])
    const other = await open({ clock, batchesAtOnce: 1 })
    await sendMany([other], 1)
    await sendMany([store], 1)
    expect((await query(lanes)).map(({ stream }) => stream)).toEqual([9, 10])
  })

  test('operators who hold theirs, and calls and batches, do not wait for each other', async () => {
    const { open, url, schema } = createTestSchema()
    const store = await open({ clock })
    const ref = refIn(await createParty({ store, clock }).open('111111'))
    const pool = new Pool({ connectionString: url, options: `-c search_path=${schema}` })
    const client = await pool.connect()
    onTestFinished(async () => {
      client.release()
      await pool.end()
    })
    await client.query('begin')
    await client.query('select 1 from audit_streams where stream = 0 for update')
    const audit = createDraft()
    expect(await store.deliveries.again({ ref, audit })).toBe(true)
    await sendMany([store])
    await client.query('commit')
    expect(await outcomesOf(store, audit)).toEqual(['again'])
  })

  test('E6 F4 without the row of its stream nothing is opened, compared, called or reported', async () => {
    const { open, query } = createTestSchema()
    const store = await open({ clock })
    const party = createParty({ store, clock })
    const ref = refIn(await party.open('111111'))
    const before = await allEvents(store)
    await query('delete from audit_streams')
    const report = { callbackRef: ref, state: 'bounced', suppresses: 'bounced' } as const
    const verbs = await Promise.allSettled([
      createParty({ store, clock }).open('222222'),
      party.attempt('222222'),
      store.deliveries.again({ ref, audit: createDraft() }),
      store.deliveries.report({ integration: 'arkesel', report, audit: createDraft() }),
    ])
    for (const verb of verbs)
      expect(verb).toMatchObject({ status: 'rejected', reason: unavailable })
    expect(await allEvents(store)).toEqual(before)
    const rows = await query(
      'select (select sum(attempts)::int from challenges) as attempts, (select count(*)::int from challenges) as challenges, (select sum(calls)::int from deliveries) as calls, (select sum(state)::int from deliveries) as state, (select count(*)::int from suppressions) as suppressed',
    )
    expect(rows).toEqual([{ attempts: 0, challenges: 1, calls: 1, state: 0, suppressed: 0 }])
  })
})
