import type { SettleRequest, Store } from 'countersign'
import { createFakeClock } from 'countersign/testing'
import { describe, expect, test } from 'vitest'
import { createDraft, outcomesOf } from '../../src/testing/store-contract/events.ts'
import {
  createClaim,
  createLimit,
  createParty,
  type OpenChanges,
} from '../../src/testing/store-contract/party.ts'
import { createTestSchema, type TestSchema } from '../support/postgres.ts'
import { startPostgresProxy } from '../support/postgres-proxy.ts'

const dayMs = 86_400_000

/** Limits of every kind, wide enough for two sends at one moment. */
const everyLimit = (): OpenChanges => ({
  limits: [
    createLimit({ max: 5, windowMs: dayMs }),
    createLimit({ max: 70, windowMs: dayMs }),
    createLimit({ max: 1, windowMs: dayMs, isShadow: true }),
    { ...createLimit({ max: 800, windowMs: dayMs }), isShared: true },
  ],
  recipientClaims: [createClaim({ name: 'recipient', slot: 7200, max: 5, windowMs: dayMs })],
})

/** How many each limit counts, and each recipient's own. */
const countsIn = async ({ query }: TestSchema) => ({
  limits: await query(
    'select sum(windows[3])::int as taken from limits group by lookup order by 1',
  ),
  own: await query('select windows[3]::int as taken from challenges order by 1'),
})

/** One recipient is sent two codes at one moment. The second one is refused, as often as a test says so. */
const sendTwice = async (schema: TestSchema, url = schema.url) => {
  const clock = createFakeClock()
  const store = await schema.open({ clock, url })
  const told: SettleRequest[] = []
  const settle = async (request: SettleRequest) => void told.push(request)
  const party = createParty({ store: { ...store, settle }, clock })
  const audit = createDraft({ type: 'code.settled' })
  const changes = { ...everyLimit(), resendMs: 0 }
  await party.settle(await party.open('111111', changes), 'accepted')
  await party.settle(await party.open('222222', changes), 'refused', { audit })
  const tell = async (n: number, by: Store = store) => {
    const request = told[n]
    if (request) await by.settle(request)
  }
  await tell(0)
  return { clock, store, party, audit, refuse: (by?: Store) => tell(1, by) }
}

const one = { taken: 1 }
const onlyTheFirst = { limits: [one, one, one, one], own: [one] }

describe('an outcome that is told again', () => {
  test('K4 B2 F4 refused, after all that went wrong behind a commit that nobody heard of changes nothing', async () => {
    const schema = createTestSchema()
    const proxy = await startPostgresProxy(schema.url)
    const { store, party, audit, refuse } = await sendTwice(schema, proxy.url)
    let sent = 0
    proxy.decide(() => (sent++ === 0 ? 'answer_nobody' : 'lose'))
    await expect(refuse()).rejects.toMatchObject({ code: 'unavailable' })
    expect(await countsIn(schema)).toEqual(onlyTheFirst)
    proxy.decide(() => 'pass')
    await refuse()
    expect(await countsIn(schema)).toEqual(onlyTheFirst)
    expect(await outcomesOf(store, audit)).toEqual(['refused'])
    expect(await party.attempt('111111')).toBe('verified')
  }, 30_000)

  test('B2 F4 refused, changes nothing at the same moment, by another process, or while its limits still count', async () => {
    const schema = createTestSchema()
    const { clock, store, audit, refuse } = await sendTwice(schema)
    const other = await schema.open({ clock })
    await Promise.all([refuse(), refuse(other), refuse(), refuse(other)])
    expect(await countsIn(schema)).toEqual(onlyTheFirst)
    clock.advance(dayMs - 1)
    await store.sweep({ rowsAtMost: 1000 })
    await refuse()
    expect(await countsIn(schema)).toEqual(onlyTheFirst)
    expect(await outcomesOf(store, audit)).toEqual(['refused'])
    clock.advance(1)
    await store.sweep({ rowsAtMost: 1000 })
    expect(await schema.query('select 1 from audited_changes')).toEqual([])
  })

  test.each(['accepted', 'unknown'] as const)(
    'F4 K4 has one event whether or not the first telling was heard: %s',
    async (outcome) => {
      const schema = createTestSchema()
      const clock = createFakeClock()
      const [store, other] = [await schema.open({ clock }), await schema.open({ clock })]
      const told: SettleRequest[] = []
      const settle = async (request: SettleRequest) => void told.push(request)
      const party = createParty({ store: { ...store, settle }, clock })
      const [heard, lost] = [createDraft(), createDraft()]
      await party.settle(await party.open('111111', { resendMs: 0 }), outcome, { audit: heard })
      await party.settle(await party.open('222222', { resendMs: 0 }), outcome, { audit: lost })
      const [first, second] = told.map((request) => ({ ...request, isToldAgain: true }))
      if (first === undefined || second === undefined) throw new Error('nothing was told')
      await store.settle({ ...first, isToldAgain: false })
      for (const by of [store, other, store]) {
        await by.settle(first)
        await by.settle(second)
      }
      expect(await outcomesOf(store, heard)).toEqual([outcome])
      expect(await outcomesOf(store, lost)).toEqual([outcome])
      expect(await party.attempt('222222')).toBe('verified')
    },
  )

  test('B8 B13 refused, leaves alone what has begun since: the cool-down of a later code, and the key of its request', async () => {
    const schema = createTestSchema()
    const clock = createFakeClock()
    const store = await schema.open({ clock })
    const party = createParty({ store, clock })
    const key = { lookup: new Uint8Array(32).fill(1), bodyHash: new Uint8Array(32).fill(2) }
    const changes = { idempotency: { ...key, ttlMs: 600_000 } }
    const refused = await party.open('111111', changes)
    const audit = createDraft()
    await party.settle(refused, 'refused', { audit })
    expect((await party.send('222222', changes)).kind).toBe('opened')
    await party.settle(refused, 'refused', { audit })
    expect(await store.recall(key)).toMatchObject({ kind: 'repeated', answer: '{}' })
    expect((await party.send('333333')).kind).toBe('cooling_down')
    expect(await party.attempt('222222')).toBe('verified')
  })
})
