import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Idempotency } from '../../ports/store.ts'
import type { Guarantee } from './contract-case.ts'
import { createLimit, createParty } from './party.ts'

const dayMs = 86_400_000

const createKey = (): Idempotency => ({
  lookup: randomBytes(32),
  bodyHash: randomBytes(32),
  ttlMs: dayMs,
})

/** What holds for requests that carry an idempotency key. */
export const requestGuarantees: readonly Guarantee[] = [
  [
    'F7 B13 of twenty equal requests at the same moment one opens and the others repeat it',
    async (under) => {
      const party = createParty(under)
      const idempotency = createKey()
      const opens = Array.from({ length: 20 }, () =>
        party.open('111111', { idempotency, resendMs: 0 }),
      )
      const handOvers = await Promise.all(opens)
      const opened = handOvers.filter(({ result }) => result.kind === 'opened')
      assert.equal(opened.length, 1)
      const running = { kind: 'repeated', isRunning: true, answer: undefined }
      for (const { result } of handOvers.filter((handOver) => !opened.includes(handOver)))
        assert.deepEqual(result, running)
      for (const handOver of opened) await party.settle(handOver, 'accepted', { answer: '{"n":1}' })
      const { result } = await party.open('222222', { idempotency, resendMs: 0 })
      assert.deepEqual(result, { kind: 'repeated', isRunning: false, answer: '{"n":1}' })
      assert.equal(await party.attempt('111111'), 'verified')
    },
  ],
  [
    'B13 the same key for another request is refused and has no effect',
    async (under) => {
      const party = createParty(under)
      const idempotency = createKey()
      await party.send('111111', { idempotency })
      const other = { ...idempotency, bodyHash: randomBytes(32) }
      const { result } = await createParty(under).open('222222', { idempotency: other })
      assert.deepEqual(result, { kind: 'reused_key' })
      assert.equal(await party.attempt('111111'), 'verified')
    },
  ],
  [
    'F7 a request that was refused, or whose hand-over failed, may be made again with its key',
    async (under) => {
      const party = createParty(under)
      const idempotency = createKey()
      const limits = [createLimit({ max: 1, windowMs: 1000 })]
      await createParty(under).send('111111', { limits })
      assert.equal((await party.open('222222', { idempotency, limits })).result.kind, 'limited')
      under.clock.advance(1000)
      await party.settle(await party.open('333333', { idempotency, limits }), 'refused')
      assert.equal((await party.send('444444', { idempotency, limits })).kind, 'opened')
      assert.equal(await party.attempt('444444'), 'verified')
    },
  ],
  [
    'F7 a request that nobody settled stops running when its time is over',
    async (under) => {
      const party = createParty(under)
      const idempotency = createKey()
      await party.open('111111', { idempotency })
      under.clock.advance(15_000)
      const { result } = await party.open('222222', { idempotency })
      assert.deepEqual(result, { kind: 'repeated', isRunning: false, answer: undefined })
      assert.equal(await party.attempt('111111'), 'verified')
    },
  ],
  [
    'F7 a key is forgotten after its time',
    async (under) => {
      const party = createParty(under)
      const idempotency = createKey()
      await party.send('111111', { idempotency })
      under.clock.advance(dayMs)
      assert.equal((await party.send('222222', { idempotency })).kind, 'opened')
    },
  ],
  [
    'F7 a request is recalled with its answer by its key, and recalling changes nothing',
    async (under) => {
      const party = createParty(under)
      const idempotency = createKey()
      assert.equal(await under.store.recall(idempotency), undefined)
      const handOver = await party.open('111111', { idempotency })
      const running = { kind: 'repeated', isRunning: true, answer: undefined }
      assert.deepEqual(await under.store.recall(idempotency), running)
      await party.settle(handOver, 'accepted', { answer: '{"n":1}' })
      const settled = { kind: 'repeated', isRunning: false, answer: '{"n":1}' }
      for (let n = 0; n < 3; n++) assert.deepEqual(await under.store.recall(idempotency), settled)
      assert.equal(await party.attempt('111111'), 'verified')
    },
  ],
  [
    'B13 the key of another request is recalled as used, without its answer',
    async (under) => {
      const idempotency = createKey()
      await createParty(under).send('111111', { idempotency })
      const other = { ...idempotency, bodyHash: randomBytes(32) }
      assert.deepEqual(await under.store.recall(other), { kind: 'reused_key' })
    },
  ],
  [
    'F7 a request that was refused, was never settled, or is too old is not recalled as running',
    async (under) => {
      const [refused, unsettled] = [createKey(), createKey()]
      const party = createParty(under)
      await party.settle(await party.open('111111', { idempotency: refused }), 'refused')
      assert.equal(await under.store.recall(refused), undefined)
      await createParty(under).open('111111', { idempotency: unsettled })
      under.clock.advance(15_000)
      const over = { kind: 'repeated', isRunning: false, answer: undefined }
      assert.deepEqual(await under.store.recall(unsettled), over)
      under.clock.advance(dayMs - 15_000)
      assert.equal(await under.store.recall(unsettled), undefined)
    },
  ],
]
