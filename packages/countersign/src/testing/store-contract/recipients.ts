import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Invalidated } from '../../ports/recipient-store.ts'
import type { FailureBudget } from '../../ports/store.ts'
import type { Guarantee, StoreUnderTest } from './contract-case.ts'
import { erase } from './erase.ts'
import { allEvents, createDraft, createUnwritable, outcomesOf } from './events.ts'
import { createClaim, createParty, type HandOver, type Party, refIn } from './party.ts'

const budget: FailureBudget = {
  claims: [createClaim({ name: 'failures', slot: 1, max: 3, windowMs: 3_600_000 })],
  inARow: 100,
  rememberMs: 3_600_000,
}

const atOnce = { resendMs: 0 }

const bounce = ({ store }: StoreUnderTest, handOver: HandOver) => {
  const report = { callbackRef: refIn(handOver), state: 'bounced', suppresses: 'bounced' } as const
  return store.deliveries.report({ integration: 'arkesel', report, audit: createDraft() })
}

/** How many deliveries and suppressions there are. */
const rowsOf = async ({ store }: StoreUnderTest): Promise<readonly number[]> => [
  (await store.deliveries.list({ rowsAtMost: 100 })).length,
  (await store.suppressions.list({ rowsAtMost: 100 })).length,
]

/** What a recipient has outstanding: a code, and a newer one that nobody has settled. */
const sendTwo = async (party: Party) => {
  await party.send('111111', atOnce)
  return party.open('222222', atOnce)
}

const invalidating = () => createDraft({ type: 'recipient.invalidated' })

const ended = (counts: Partial<Invalidated>): Invalidated => ({
  ...{ codes: 0, proofs: 0, sessions: 0 },
  ...counts,
})

const invalidate = ({ store }: StoreUnderTest, party?: Party, audit = invalidating()) =>
  store.recipients.invalidate({ recipient: party?.names, audit })

/** What holds for what operators do to recipients. */
export const recipientGuarantees: readonly Guarantee[] = [
  [
    'A13 a locked recipient who used up the failure budget can ask for a code and use it once unlocked',
    async (under) => {
      const party = createParty(under)
      await party.send('111111', { ...atOnce, maxAttempts: 3 })
      for (let n = 0; n < 3; n++) await party.attempt('000000', { budget })
      assert.equal((await party.open('222222', atOnce)).result.kind, 'locked')
      const [audit, again] = [createDraft(), createDraft()]
      const { recipients } = under.store
      assert.equal(await recipients.unlock({ ...party.names, audit }), true)
      assert.equal(await party.attempt('111111', { budget }), 'unknown')
      assert.equal((await party.send('333333', atOnce)).kind, 'opened')
      assert.equal(await party.attempt('333333', { budget }), 'verified')
      assert.equal(await recipients.unlock({ ...party.names, audit: again }), false)
      assert.deepEqual(await outcomesOf(under.store, audit), ['unlocked'])
      assert.deepEqual(await outcomesOf(under.store, again), [])
    },
  ],
  [
    'A13 A14 unlocking gives no further attempt on any code, and leaves a good one good',
    async (under) => {
      const party = createParty(under)
      await party.send('111111', { ...atOnce, maxAttempts: 3 })
      for (let n = 0; n < 2; n++) assert.equal(await party.attempt('000000', { budget }), 'wrong')
      assert.equal(
        await under.store.recipients.unlock({ ...party.names, audit: createDraft() }),
        true,
      )
      assert.equal(await party.attempt('000000', { budget }), 'wrong')
      assert.equal(await party.attempt('111111', { budget }), 'locked')
    },
  ],
  [
    'A13 unlocking one recipient unlocks nobody else',
    async (under) => {
      const [ama, kofi] = [createParty(under), createParty(under)]
      for (const party of [ama, kofi]) {
        await party.send('111111', { ...atOnce, maxAttempts: 1 })
        await party.attempt('000000', { budget })
      }
      await under.store.recipients.unlock({ ...ama.names, audit: createDraft() })
      assert.equal((await kofi.open('222222', atOnce)).result.kind, 'locked')
    },
  ],
  [
    'B6 A14 what is outstanding for one recipient dies for good, and nobody else notices',
    async (under) => {
      const [ama, kofi] = [createParty(under), createParty(under)]
      const second = await sendTwo(ama)
      await kofi.send('111111')
      const audit = createDraft()
      assert.deepEqual(await invalidate(under, ama, audit), ended({ codes: 2 }))
      assert.equal(await ama.attempt('111111'), 'unknown')
      await ama.settle(second, 'accepted')
      assert.equal(await ama.attempt('222222'), 'unknown')
      under.clock.advance(15_000)
      assert.equal(await ama.attempt('222222'), 'unknown')
      assert.equal(await kofi.attempt('111111'), 'verified')
      assert.deepEqual(await outcomesOf(under.store, audit), ['invalidated'])
    },
  ],
  [
    "B6 everybody's codes die at once, and only those that were alive are counted and audited",
    async (under) => {
      const [one, used] = [createParty(under), createParty(under)]
      const [locked, expired] = [createParty(under), createParty(under)]
      await sendTwo(one)
      await used.send('111111')
      await used.attempt('111111')
      await locked.send('111111', { maxAttempts: 1 })
      await locked.attempt('000000')
      await expired.send('111111', { ttlMs: 1000 })
      under.clock.advance(1000)
      assert.deepEqual(await invalidate(under), ended({ codes: 2 }))
      assert.equal(await one.attempt('222222'), 'unknown')
      assert.equal(await locked.attempt('111111'), 'locked')
      assert.equal((await locked.open('222222', atOnce)).result.kind, 'locked')
      const audit = invalidating()
      assert.deepEqual(await invalidate(under, undefined, audit), ended({}))
      assert.deepEqual(await outcomesOf(under.store, audit), [])
      const types = (await allEvents(under.store)).map(({ type }) => type)
      assert.equal(types.filter((type) => type === 'recipient.invalidated').length, 1)
    },
  ],
  [
    'B6 A4 a newer code that replaced an older one unsettled counts as one, and the older does not come back',
    async (under) => {
      const party = createParty(under)
      await sendTwo(party)
      under.clock.advance(15_000)
      assert.deepEqual(await invalidate(under, party), ended({ codes: 1 }))
      assert.equal(await party.attempt('111111'), 'unknown')
      assert.equal(await party.attempt('222222'), 'unknown')
    },
  ],
  [
    'B8 invalidating leaves the cool-down as it is',
    async (under) => {
      const party = createParty(under)
      await party.send('111111')
      await invalidate(under, party)
      under.clock.advance(59_000)
      const { result } = await party.open('222222')
      assert.deepEqual(result, { kind: 'cooling_down', waitMs: 1000 })
      under.clock.advance(1000)
      assert.equal((await party.send('222222')).kind, 'opened')
      assert.equal(await party.attempt('222222'), 'verified')
    },
  ],
  [
    'F6 erasing removes every row about a recipient, also of a purpose that is not asked for, and no other',
    async (under) => {
      const [ama, kofi] = [createParty(under), createParty(under)]
      const [recipientHash = new Uint8Array()] = ama.names.recipientHashes
      const other = createParty(under, recipientHash)
      for (const party of [other, kofi, ama]) {
        const handOver = await party.open('111111')
        await party.settle(handOver, 'accepted')
        await party.attempt('000000', { budget })
        if (party !== other) await bounce(under, handOver)
      }
      // two challenges, one count of failures, two deliveries, one suppression
      assert.equal((await erase(under.store, ama.names)).rows, 6)
      assert.deepEqual(await rowsOf(under), [1, 1])
      assert.equal(await ama.attempt('111111'), 'unknown')
      assert.equal(await other.attempt('111111'), 'unknown')
      assert.equal(await kofi.attempt('111111', { budget }), 'verified')
      assert.equal((await erase(under.store, ama.names)).rows, 0)
      assert.deepEqual(await rowsOf(under), [1, 1])
    },
  ],
  [
    'F4 F6 rows and events of a person go together, or not at all, and one event says so',
    async (under) => {
      const party = createParty(under)
      const prefix = `{"recipient":"${randomBytes(16).toString('base64url')}"`
      const audit = createDraft({ person: `${prefix}}` })
      await party.settle(await party.open('111111', { audit }), 'accepted')
      const whom = { ...party.names, personPrefixes: [prefix] }
      await assert.rejects(erase(under.store, { ...whom, draft: createUnwritable }))
      assert.deepEqual(await rowsOf(under), [1, 0])
      const types = async () => (await allEvents(under.store)).map(({ type }) => type)
      assert.equal((await types()).includes('recipient.erased'), false)
      assert.deepEqual(await erase(under.store, whom), { rows: 2, events: 1 })
      assert.deepEqual(await rowsOf(under), [0, 0])
      assert.deepEqual(await erase(under.store, whom), { rows: 0, events: 0 })
      assert.deepEqual((await types()).filter((type) => type === 'recipient.erased').length, 2)
      assert.ok((await allEvents(under.store)).every(({ person }) => person === null))
    },
  ],
  [
    'F6 B3 after an erasure every later delivery is followed as before, and no reference is given twice',
    async (under) => {
      const { deliveries } = under.store
      const refs = new Set<string>()
      for (let n = 0; n < 3; n++) {
        const party = createParty(under)
        refs.add(refIn(await party.open('111111')))
        under.clock.advance(15_000)
        assert.equal((await under.store.sweep({ rowsAtMost: 100 })).resolved, 1)
        await erase(under.store, party.names)
        assert.deepEqual(await deliveries.list({ rowsAtMost: 10 }), [])
      }
      assert.equal(refs.size, 3)
      for (let n = 0; n < 3; n++) await createParty(under).open('111111')
      under.clock.advance(15_000)
      assert.equal((await under.store.sweep({ rowsAtMost: 100 })).resolved, 3)
    },
  ],
  [
    'E6 a recipient is neither unlocked nor invalidated if the event cannot be written',
    async (under) => {
      const [locked, good] = [createParty(under), createParty(under)]
      await locked.send('111111', { ...atOnce, maxAttempts: 1 })
      await locked.attempt('000000', { budget })
      await good.send('111111')
      const audit = createUnwritable()
      await assert.rejects(under.store.recipients.unlock({ ...locked.names, audit }))
      await assert.rejects(invalidate(under, good, audit))
      await assert.rejects(invalidate(under, undefined, audit))
      assert.equal(await locked.attempt('111111'), 'locked')
      assert.equal(await good.attempt('111111'), 'verified')
    },
  ],
]
