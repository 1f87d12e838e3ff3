import { inspect } from 'node:util'
import type { OpenResult, Store } from 'countersign'
import { createPostgresStore } from 'countersign/stores/postgres'
import { createFakeClock } from 'countersign/testing'
import { Pool } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { rankOf } from '../../src/stores/delivery-rank.ts'
import { createDraft } from '../../src/testing/store-contract/events.ts'
import { createClaim, createLimit, createParty } from '../../src/testing/store-contract/party.ts'
import { createTestSchema, type TestSchema } from '../support/postgres.ts'
import { type Fate, startPostgresProxy } from '../support/postgres-proxy.ts'
import { startPostgresServer } from '../support/postgres-server.ts'

const unavailable = { code: 'unavailable' }

/** A server of its own, because it is going to be stopped. */
const startOwnServer = async () => {
  const server = await startPostgresServer()
  onTestFinished(() => server.remove(), 60_000)
  return { server, ...createTestSchema(server.url) }
}

const windowMs = 3_600_000

/** Streams that have gaps, or whose row says something else than their events. */
const streamsThatDiffer = `
  select stream from audit_streams
  left join (
    select stream, count(*) as count, max(n) as newest from audit_events group by stream
  ) found using (stream)
  where coalesce(count, 0) <> last_n or coalesce(newest, 0) <> last_n`

/**
 * Many recipients at once: each is sent a code that fails to go out and one that does not, mistypes it
 * twice and types it right twice. Every answer must be the one that a store without faults gives, and
 * the rows must show everything once.
 */
const createTale = ({ query }: TestSchema, stores: readonly [Store, ...Store[]]) => {
  const clock = createFakeClock()
  const limits = [createLimit({ max: 100_000, windowMs })]
  const everybody = { ...createLimit({ max: 90_000, windowMs }), isShared: true }
  const recipientClaims = [createClaim({ name: 'recipient', slot: 7200, max: 50, windowMs })]
  const changes = { recipientClaims, limits: [...limits, everybody], resendMs: 0 }
  let told = 0

  const tellOne = async (n: number) => {
    const store = stores[n % stores.length] ?? stores[0]
    const party = createParty({ store, clock })
    await party.settle(await party.open('000000', changes), 'refused')
    const kinds: string[] = [(await party.send('111111', changes)).kind]
    for (const code of ['222222', '333333', '111111', '111111'])
      kinds.push(await party.attempt(code, { limits }))
    expect(kinds).toEqual(['opened', 'wrong', 'wrong', 'verified', 'used'])
  }

  return {
    tell: async (recipients: number) => {
      await Promise.all(Array.from({ length: recipients }, (_, n) => tellOne(n)))
      told += recipients
    },
    check: async () => {
      const challenges = await query(
        'select count(*)::int as count, sum(attempts)::int as attempts, count(verified_at_ms)::int as verified, sum(windows[3])::int as own from challenges',
      )
      expect(challenges).toEqual([{ count: told, attempts: told * 3, verified: told, own: told }])
      const taken = await query(
        'select sum(count)::int as taken from (select lookup, windows[n * 3 + 3] as count from limits, generate_series(0, cardinality(windows) / 3 - 1) n) entries group by lookup order by 1',
      )
      expect(taken).toEqual([{ taken: told }, { taken: told * 5 }])
      const deliveries = await query(
        'select state, count(*)::int as count, sum(calls)::int as calls from deliveries group by state order by state',
      )
      const each = { count: told, calls: told }
      expect(deliveries).toEqual([
        { state: rankOf('accepted'), ...each },
        { state: rankOf('failed'), ...each },
      ])
      const events = await query(
        'select outcome, count(*)::int as count from audit_events group by outcome order by outcome',
      )
      expect(events).toEqual([
        { outcome: 'accepted', count: told },
        { outcome: 'opened', count: told * 2 },
        { outcome: 'refused', count: told },
        { outcome: 'used', count: told },
        { outcome: 'verified', count: told },
        { outcome: 'wrong', count: told * 2 },
      ])
      expect(await query(streamsThatDiffer)).toEqual([])
    },
  }
}

describe('K4 an unknown commit', () => {
  const fates = (share: number, kinds: readonly Fate[]) => {
    let count = 0
    return (): Fate => {
      count += 1
      return count % share === 0 ? (kinds[(count / share) % kinds.length] ?? 'pass') : 'pass'
    }
  }

  test.each<{ readonly fate: Fate; readonly title: string }>([
    {
      fate: 'answer_nobody',
      title: 'answers that nobody heard are told again, and nothing happens twice',
    },
    { fate: 'lose', title: 'a batch that never arrived is run' },
    {
      fate: 'deliver_late',
      title: 'a batch that arrives after it was sent again is not run again',
    },
  ])('A1 B1 $title', async ({ fate }) => {
    const schema = createTestSchema()
    const proxy = await startPostgresProxy(schema.url)
    const store = await schema.open({ url: proxy.url })
    proxy.decide(fates(3, [fate]))
    const tale = createTale(schema, [store])
    await tale.tell(60)
    await tale.check()
    expect(proxy.broken()).toBeGreaterThan(2)
    await new Promise((resolve) => setTimeout(resolve, 300))
    await tale.check()
  })

  test('A1 A2 B1 the history stays correct while connections are killed all the time', async () => {
    const schema = createTestSchema()
    const tale = createTale(schema, [await schema.open(), await schema.open()])
    let killed = 0
    const kill = async () => {
      const rows = await schema.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'countersign' and query like $1 limit 1",
        [`%${schema.schema}%run_batch%`],
      )
      killed += rows.length
    }
    const killing = setInterval(() => void kill().catch(() => undefined), 150)
    onTestFinished(() => clearInterval(killing))
    while (killed < 8) await tale.tell(60)
    clearInterval(killing)
    await tale.check()
  })

  const settling = { verb: 'settle', id: 1, lookup: '\\x00', outcome: 'accepted' }
  const batch = JSON.stringify({ keys: [], verbs: [settling, settling] })
  const runBatch = "select run_batch(5, $1, $2, '{}', '{}', '{}', '{}', null) as answers"

  test('a batch that comes again gets its answers, and one that comes after its time is refused', async () => {
    const { open, query } = createTestSchema()
    await open()
    const [first] = await query(runBatch, [1, batch])
    expect(JSON.parse(String(first?.['answers']))).toMatchObject({
      verbs: [{ kind: 'settled' }, { kind: 'settled' }],
    })
    expect(await query(runBatch, [1, '{"keys":[],"verbs":[]}'])).toEqual([first])
    await query(runBatch, [3, batch])
    await expect(query(runBatch, [2, batch])).rejects.toMatchObject({ code: 'CS003' })
  })

  test('a batch that comes again while it runs waits for the end, and gets the same answers', async () => {
    const { open, query, url, schema } = createTestSchema()
    await open()
    await query(runBatch, [1, batch])
    const pool = new Pool({ connectionString: url, options: `-c search_path=${schema}` })
    onTestFinished(() => pool.end())
    const running = await pool.connect()
    await running.query('begin')
    const { rows } = await running.query(runBatch, [2, batch])
    const again = pool.query(runBatch, [2, batch])
    await expect
      .poll(() =>
        query("select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like $1", [
          'select run_batch(5%',
        ]),
      )
      .toHaveLength(1)
    await running.query('commit')
    running.release()
    expect((await again).rows).toEqual(rows)
  })
})

describe('K3 L2 an unavailable PostgreSQL', () => {
  test('while the server is stopped verbs are refused at once, and afterwards all is as before', async () => {
    const { server, open } = await startOwnServer()
    const store = await open()
    const under = { store, clock: createFakeClock() }
    const party = createParty(under)
    await party.send('111111')
    await server.stop()
    const startedAtMs = performance.now()
    const refused = await Promise.allSettled([
      ...Array.from({ length: 300 }, () => createParty(under).open('111111')),
      store.ready(),
      store.apiKeys.list(),
      store.sweep({ rowsAtMost: 10 }),
    ])
    expect(performance.now() - startedAtMs).toBeLessThan(5000)
    for (const one of refused)
      expect(one).toMatchObject({ status: 'rejected', reason: unavailable })

    await server.start()
    await store.ready()
    expect(await party.attempt('111111')).toBe('verified')
  })

  test('a server that is restarted between two verbs is not noticed', async () => {
    const { server, open } = await startOwnServer()
    const store = await open()
    const party = createParty({ store, clock: createFakeClock() })
    await party.send('111111')
    await server.stop()
    await server.start()
    expect(await party.attempt('222222')).toBe('wrong')
    await server.stop()
    await server.start()
    const key = { name: 'app', hash: new Uint8Array(32), audit: createDraft() }
    expect(await store.apiKeys.create(key)).toBe(true)
    await server.stop()
    await server.start()
    expect(await store.recipients.invalidate({ audit: createDraft() })).toMatchObject({ codes: 1 })
  })

  test('K1 everything acknowledged is there after all processes of the server were killed', async () => {
    const { open, query } = await startOwnServer()
    const store = await open()
    const under = { store, clock: createFakeClock() }
    const sent = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const party = createParty(under)
        await party.send('111111')
        return party
      }),
    )
    const rows = await query(
      "select pid from pg_stat_activity where application_name = 'countersign'",
    )
    for (const { pid } of rows) process.kill(Number(pid), 'SIGKILL')
    const kinds = await Promise.all(sent.map((party) => party.attempt('111111')))
    expect(new Set(kinds)).toEqual(new Set(['verified']))
  })

  test('a server that says nothing makes verbs fail after a while, and never hang', async () => {
    const schema = createTestSchema()
    const proxy = await startPostgresProxy(schema.url)
    const store = await schema.open({ url: proxy.url })
    const under = { store, clock: createFakeClock() }
    proxy.decide(() => 'swallow')
    const startedAtMs = performance.now()
    await expect(createParty(under).open('111111')).rejects.toMatchObject(unavailable)
    expect(performance.now() - startedAtMs).toBeLessThan(15_000)
    proxy.decide(() => 'pass')
    expect((await createParty(under).send('111111')).kind).toBe('opened')
  }, 60_000)

  test('a batch that is held up somewhere does not hold up the rest', async () => {
    const { open, query, schema } = createTestSchema()
    const store = await open()
    const under = { store, clock: createFakeClock() }
    const party = createParty(under)
    await party.send('111111')
    const holding = query(
      `select pg_sleep(1.5) from (select 1 from ${schema}.challenges for update) held`,
    )
    await expect
      .poll(() => query("select 1 from pg_stat_activity where wait_event = 'PgSleep'"))
      .not.toEqual([])
    let isHeldUp = true
    const heldUp = party.attempt('222222').finally(() => {
      isHeldUp = false
    })
    const waiting =
      "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like $1"
    await expect.poll(() => query(waiting, [`%${schema}%`])).toHaveLength(1)
    await createParty(under).send('111111')
    await createParty(under).send('111111')
    expect(isHeldUp).toBe(true)
    expect(await heldUp).toBe('wrong')
    await holding
  })

  test('a lock that somebody holds makes verbs fail after a while, and they have not happened', async () => {
    const { open, query, schema } = createTestSchema()
    const store = await open()
    const party = createParty({ store, clock: createFakeClock() })
    await party.send('111111')
    const holding = query(
      `select pg_sleep(6) from (select 1 from ${schema}.challenges for update) held`,
    )
    await expect
      .poll(() =>
        query(
          "select 1 from pg_stat_activity where query like 'select pg_sleep%' and wait_event = 'PgSleep'",
        ),
      )
      .not.toEqual([])
    await expect(party.attempt('222222')).rejects.toMatchObject(unavailable)
    await holding
    const rows = await query('select attempts from challenges')
    expect(rows).toEqual([{ attempts: 0 }])
    expect(await party.attempt('111111')).toBe('verified')
  })

  test('G4 a failure names no password and quotes no value', async () => {
    const { url, schema, open, query } = createTestSchema()
    const wrong = new URL(url)
    wrong.password = 'hunter2-hunter2'
    wrong.username = 'nobody_here'
    const nowhere = new URL(wrong)
    nowhere.port = '1'
    for (const target of [wrong.href, nowhere.href]) {
      const error: unknown = await createPostgresStore({ url: target, schema }).catch((e) => e)
      expect(error).toMatchObject(unavailable)
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2')
    }
    const store = await open()
    await query('alter table challenges add constraint never check (recipient_masked is null)')
    const { request } = await createParty({ store: fakeOpen, clock: createFakeClock() }).open('1')
    const error: unknown = await store.open(request).catch((e) => e)
    expect(error).toMatchObject({ ...unavailable, message: expect.stringContaining('23514') })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('+233')
  })

  test('L7 a server that takes no writes is not ready', async () => {
    const { open, url, schema } = createTestSchema()
    await open()
    const readOnly = new URL(url)
    readOnly.searchParams.set('options', '-c default_transaction_read_only=on')
    const store = await createPostgresStore({ url: readOnly.href, schema })
    onTestFinished(() => store.close())
    await expect(store.ready()).rejects.toMatchObject(unavailable)
    const party = createParty({ store, clock: createFakeClock() })
    await expect(party.open('111111')).rejects.toMatchObject(unavailable)
  })

  test('L4 a closed store takes nothing new, and finishes what it took', async () => {
    const { open } = createTestSchema()
    const store = await open()
    const party = createParty({ store, clock: createFakeClock() })
    const accepted = Array.from({ length: 300 }, () =>
      createParty({ store, clock: createFakeClock() }).open('111111'),
    )
    await Promise.all([store.close(), store.close()])
    for (const one of accepted) expect((await one).result.kind).toBe('opened')
    await expect(party.attempt('111111')).rejects.toMatchObject(unavailable)
    await expect(store.ready()).rejects.toMatchObject(unavailable)
  })
})

const fakeOpen = {
  open: async (): Promise<OpenResult> => ({ kind: 'reused_key' }),
} as unknown as Store
