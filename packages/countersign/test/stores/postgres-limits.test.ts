import type { KeyedClaims, LimitClaim, Store } from 'countersign'
import { createMemoryStore } from 'countersign/stores/memory'
import { createFakeClock } from 'countersign/testing'
import fc from 'fast-check'
import { Pool } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { packClaims, shardClaim } from '../../src/stores/postgres/claims.ts'
import { windowsOf } from '../../src/stores/postgres/windows.ts'
import * as windowSet from '../../src/stores/window-set.ts'
import { createDraft } from '../../src/testing/store-contract/events.ts'
import { createLimit, createParty, smsRoute } from '../../src/testing/store-contract/party.ts'
import { createTestSchema } from '../support/postgres.ts'

const claim: fc.Arbitrary<LimitClaim> = fc.record({
  name: fc.constant('some'),
  slot: fc.integer({ min: 1, max: 3 }),
  max: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 55, max: 130 })),
  windowMs: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1000, max: 7000 })),
  isShadow: fc.boolean(),
})

/** Claims of different slots, as one key has them. */
const claims = fc.uniqueArray(claim, { selector: ({ slot }) => slot, minLength: 1, maxLength: 3 })

const step = fc.record({
  kind: fc.constantFrom('take', 'take', 'take', 'give_back', 'untake'),
  /** Mostly onward, now and then back. */
  stepMs: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: 90 }),
    fc.integer({ min: -50, max: 900 }),
  ),
  /** Which of the moments of taking to give back. */
  of: fc.nat(),
})

/** A `windows` column without the entries that no longer count, slot by slot. */
const aliveIn = (windows: windowSet.WindowSet, all: readonly LimitClaim[], nowMs: number) =>
  all.map(
    ({ slot, windowMs }) => windows.get(slot)?.filter(({ atMs }) => atMs > nowMs - windowMs) ?? [],
  )

describe('limits on PostgreSQL', () => {
  test('K5 the windows in SQL are the windows of the other stores, step by step', async () => {
    const { open, schema, url } = createTestSchema()
    await open()
    const pool = new Pool({ connectionString: url, max: 1, options: `-c search_path=${schema}` })
    onTestFinished(() => pool.end())
    const call = async (text: string, values: unknown[]) =>
      (await pool.query({ text: `select ${text} as value`, values })).rows[0]?.value

    await fc.assert(
      fc.asyncProperty(claims, fc.array(step, { maxLength: 25 }), async (all, steps) => {
        const packed = packClaims(all).claims
        let nowMs = 1_000_000
        let ours: windowSet.WindowSet = windowSet.emptyWindows
        let theirs: string[] = []
        const takenAtMs: number[] = []
        for (const { kind, stepMs, of } of steps) {
          nowMs += stepMs
          const admits = await call('windows_admit($1, $2, $3)', [theirs, packed, nowMs])
          expect(admits).toBe(windowSet.refusing(ours, all, nowMs) === undefined)
          if (kind === 'give_back') {
            const atMs = takenAtMs[of % Math.max(1, takenAtMs.length)] ?? nowMs
            ours = windowSet.giveBackAll(ours, all, atMs)
            theirs = await call('windows_give_back($1, $2, $3)', [theirs, packed, atMs])
          } else {
            const taken = await call('windows_take($1, $2, $3)', [theirs, packed, nowMs])
            if (kind === 'untake') {
              const before = aliveIn(windowsOf(theirs.map(Number)), all, nowMs)
              theirs = await call('windows_untake($1, $2)', [taken, packed])
              expect(aliveIn(windowsOf(theirs.map(Number)), all, nowMs)).toEqual(before)
              ours = windowsOf(theirs.map(Number))
              continue
            }
            takenAtMs.push(nowMs)
            ours = windowSet.takeAll(ours, all, nowMs)
            theirs = taken
          }
          const filled = [...ours].filter(([, log]) => log.length > 0)
          expect(windowsOf(theirs.map(Number))).toEqual(new Map(filled))
        }
      }),
      { numRuns: 150 },
    )
  })

  test('B1 the parts of a shared limit add up to it', async () => {
    const { open, query } = createTestSchema()
    await open()
    for (const max of [80, 81, 87, 100, 487, 488, 1_000_003]) {
      const whole = { name: 'global', slot: 7, max, windowMs: 1000 }
      const parts = Array.from({ length: 8 }, (_, shard) => shardClaim(whole, shard).max)
      expect(parts.reduce((sum, part) => sum + part)).toBe(max)
      const [row] = await query(
        'select array_agg((shard_claims($1, shard))[2]::int order by shard) as parts from generate_series(0, 7) shard',
        [packClaims([whole]).claims],
      )
      expect(row).toEqual({ parts })
    }
  })

  for (const max of [80, 100, 600])
    test(`B1 a shared limit of ${max} is exact over four stores in parallel`, async () => {
      const { open } = createTestSchema()
      const clock = createFakeClock()
      const stores = await Promise.all(Array.from({ length: 4 }, () => open({ clock })))
      const limits = [createLimit({ max }), createLimit({ max: 10_000 })].map(shared)
      const kinds = await sendMany(stores, { count: max + 200, limits })
      expect(kinds.filter((kind) => kind === 'opened')).toHaveLength(max)
      expect(kinds.filter((kind) => kind === 'limited')).toHaveLength(200)
    })

  test('B1 while somebody holds a row of a shared limit that has room, nobody is refused for it', async () => {
    const { open, query } = createTestSchema()
    const store = await open({ clock: createFakeClock() })
    const limits = [shared(createLimit({ max: 80 }))]
    await sendMany([store], { count: 3, limits })
    const holding = query(
      'select pg_sleep(0.7) from (select 1 from limits where windows = $1 limit 2 for update) held',
      [[]],
    )
    await expect
      .poll(() => query("select 1 from pg_stat_activity where wait_event = 'PgSleep'"))
      .not.toEqual([])
    const kinds = await sendMany([store], { count: 100, limits })
    expect(kinds.filter((kind) => kind === 'opened')).toHaveLength(77)
    await holding
  })

  test('B2 what refused hand-overs give back to a shared limit can be taken again, exactly', async () => {
    const { open, query } = createTestSchema()
    const clock = createFakeClock()
    const stores = await Promise.all([open({ clock }), open({ clock })])
    const limits = [shared(createLimit({ max: 90, windowMs: 3_600_000 }))]
    for (let round = 0; round < 3; round++) {
      const parties = Array.from({ length: 90 }, (_, n) =>
        createParty({ store: stores[n % 2] ?? fail(), clock }),
      )
      const opened = await Promise.all(parties.map((party) => party.open('111111', { limits })))
      expect(opened.filter(({ result }) => result.kind === 'opened')).toHaveLength(90)
      clock.advance(1234)
      await Promise.all(opened.map(async (one, n) => parties[n]?.settle(one, 'refused')))
      const rows = await query(
        'select count(*)::int as rows, sum(cardinality(windows))::int as left from limits',
      )
      expect(rows).toEqual([{ rows: 8, left: 0 }])
    }
  })

  test('B1 the wait of a full shared limit is the shortest of its rows, and then it holds', async () => {
    const { open } = createTestSchema()
    const clock = createFakeClock()
    const store = await open({ clock })
    const limits = [shared(createLimit({ max: 80, windowMs: 60_000 }))]
    await sendMany([store], { count: 30, limits })
    clock.advance(20_000)
    await sendMany([store], { count: 50, limits })
    const refused = await createParty({ store, clock }).send('111111', { limits })
    expect(refused).toEqual({ kind: 'limited', claim: limits[0]?.claims[0], waitMs: 40_000 })
    clock.advance(39_999)
    expect(await sendMany([store], { count: 1, limits })).toEqual(['limited'])
    clock.advance(1)
    const kinds = await sendMany([store], { count: 60, limits })
    expect(kinds.filter((kind) => kind === 'opened')).toHaveLength(30)
  })

  test('B1 rows of a shared limit that the sweep took away are made again, and no place is lost', async () => {
    const { open, query } = createTestSchema()
    const store = await open({ clock: createFakeClock() })
    const limits = [shared(createLimit({ max: 80 }))]
    let room = 80
    for (const gone of ['1, 5, 6', '0, 2, 3', '7', '0, 1, 2, 3, 4, 5, 6']) {
      const kinds = await sendMany([store], { count: 50, limits })
      const opened = kinds.filter((kind) => kind === 'opened').length
      expect(opened).toBe(Math.min(50, room))
      const rows = await query(
        `delete from limits where id & 7 in (${gone}) returning coalesce(windows[3], 0)::int as taken`,
      )
      room += rows.reduce((sum, { taken }) => sum + Number(taken), 0) - opened
    }
    const kinds = await sendMany([store], { count: 150, limits })
    expect(kinds.filter((kind) => kind === 'opened')).toHaveLength(room)
  })

  test('K5 answers are those of the memory store, standing for standing', async () => {
    const { open } = createTestSchema()
    const clock = createFakeClock()
    const both = [createMemoryStore({ clock }), await open({ clock })] as const
    const ip = createLimit({ name: 'ip', slot: 120, max: 4, windowMs: 60_000 })
    const day = { name: 'ip', slot: 172_800, max: 70, windowMs: 86_400_000 }
    const limits = [{ ...ip, claims: [...ip.claims, day] }, createLimit({ isShadow: true, max: 1 })]
    const recipientClaims = [{ name: 'recipient', slot: 7200, max: 3, windowMs: 3_600_000 }]
    const challenge = {
      purpose: 'login',
      lookup: new Uint8Array(32).fill(3),
      recipientHash: new Uint8Array(32).fill(4),
      recipientKeyId: 'recipient-1',
    }
    for (let n = 0; n < 12; n++) {
      const salt = new Uint8Array(16).fill(n)
      const request = {
        ...{ challenge, maskedRecipient: '+233•••56', recipientClaims, limits },
        code: { hash: new Uint8Array(32), salt, keyId: 'code-1' },
        ...{ ttlMs: 300_000, maxAttempts: 3, resendMs: 5000, settleWithinMs: 15_000 },
        ...{ route: smsRoute, isHandedOver: false, audit: createDraft() },
      }
      const [expected, found] = await Promise.all(both.map((store) => store.open(request)))
      expect(found).toEqual(expected)
      clock.advance(n % 3 === 0 ? 1000 : 9000)
    }
  })
})

const fail = (): never => {
  throw new Error('there is no such store')
}

const shared = (keyed: KeyedClaims): KeyedClaims => ({ ...keyed, isShared: true })

const sendMany = async (
  stores: readonly Store[],
  { count, limits }: { readonly count: number; readonly limits: readonly KeyedClaims[] },
) => {
  const clock = createFakeClock()
  const sends = Array.from({ length: count }, (_, n) =>
    createParty({ store: stores[n % stores.length] ?? fail(), clock }).send('111111', { limits }),
  )
  return (await Promise.all(sends)).map(({ kind }) => kind)
}
