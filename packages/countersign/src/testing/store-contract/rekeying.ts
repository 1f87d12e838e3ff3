import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { RekeyRequest } from '../../ports/rekey.ts'
import type { KeyedClaims } from '../../ports/store.ts'
import type { Guarantee, StoreUnderTest } from './contract-case.ts'
import { createDraft } from './events.ts'
import { createClaim, createLimit, createParty, type Party, refIn } from './party.ts'

/** What is renamed if nothing is. */
const nothing: RekeyRequest = { challenges: [], limits: [], requests: [] }

/** Somebody under the names of an old key, and under those of a new one. */
const createRotation = (under: StoreUnderTest) => {
  const [old, renamed] = [createParty(under), createParty(under)]
  const challenges = [{ from: old.challenge, to: renamed.challenge }]
  return { old, renamed, rekey: () => under.store.rekey({ ...nothing, challenges }) }
}

const renameLimit = (from: KeyedClaims) => {
  const to = { ...from, lookup: randomBytes(32) }
  return { to, request: { ...nothing, limits: [{ from: from.lookup, to: to.lookup }] } }
}

const budget = {
  claims: [createClaim({ name: 'failures', slot: 1, max: 2, windowMs: 3_600_000 })],
  inARow: 100,
  rememberMs: 3_600_000,
}

/** Reports that the message came back, and asks for no more. */
const optOut = (under: StoreUnderTest, callbackRef: string) =>
  under.store.deliveries.report({
    integration: 'arkesel',
    report: { callbackRef, state: 'bounced', suppresses: 'bounced' },
    audit: createDraft(),
  })

const isSuppressed = async (party: Party): Promise<boolean> => {
  const { result } = await party.open('999999', { resendMs: 0 })
  assert.ok(result.kind === 'opened')
  return result.isSuppressed
}

/** What holds when the key changes that names are hashed with. */
export const rekeyingGuarantees: readonly Guarantee[] = [
  [
    'B6 a code in flight verifies once under its new name, with the attempts it had left',
    async (under) => {
      const { old, renamed, rekey } = createRotation(under)
      await old.send('111111', { maxAttempts: 3 })
      assert.equal(await old.attempt('000000'), 'wrong')
      await rekey()
      assert.equal(await old.attempt('111111'), 'unknown')
      assert.equal(await renamed.attempt('000000'), 'wrong')
      assert.equal(await renamed.attempt('111111'), 'verified')
      assert.equal(await renamed.attempt('111111'), 'used')
    },
  ],
  [
    'B6 B8 cool-down, lock and limits of a recipient go on under its new name',
    async (under) => {
      const { old, renamed, rekey } = createRotation(under)
      const claim = createClaim({ name: 'recipient', slot: 7200, max: 2 })
      await old.send('111111', { recipientClaims: [claim], maxAttempts: 1 })
      await rekey()
      assert.equal((await renamed.open('222222')).result.kind, 'cooling_down')
      assert.equal(await renamed.attempt('000000'), 'wrong')
      const changes = { resendMs: 0, recipientClaims: [claim] }
      assert.equal((await renamed.open('222222', changes)).result.kind, 'locked')
      under.clock.advance(300_000)
      await under.store.sweep({ rowsAtMost: 1000 })
      assert.equal((await renamed.open('222222')).result.kind, 'opened')
    },
  ],
  [
    'B6 A3 failures of a recipient count on under its new name, for every purpose',
    async (under) => {
      const { old, renamed, rekey } = createRotation(under)
      await old.send('111111', { maxAttempts: 9 })
      for (let n = 0; n < 2; n++) assert.equal(await old.attempt('000000', { budget }), 'wrong')
      await rekey()
      assert.equal(await renamed.attempt('111111', { budget }), 'over_budget')
      const reset = createParty(under, renamed.challenge.recipientHash)
      await reset.send('222222')
      assert.equal(await reset.attempt('222222', { budget }), 'over_budget')
    },
  ],
  [
    'B6 E5 whoever is sent nothing is sent nothing under its new name',
    async (under) => {
      const { old, renamed, rekey } = createRotation(under)
      const handOver = await old.open('111111', { resendMs: 0 })
      assert.equal(await optOut(under, refIn(handOver)), true)
      await rekey()
      assert.equal(await isSuppressed(renamed), true)
      assert.equal(await isSuppressed(createParty(under)), false)
      assert.equal((await under.store.suppressions.list({ rowsAtMost: 10 })).length, 1)
    },
  ],
  [
    'B6 a report about a message of before suppresses its recipient from the next touch on',
    async (under) => {
      const { old, renamed, rekey } = createRotation(under)
      const handOver = await old.open('111111')
      await old.settle(handOver, 'accepted')
      under.clock.advance(86_400_000)
      await rekey()
      assert.equal(await optOut(under, refIn(handOver)), true)
      await rekey()
      assert.equal(await isSuppressed(renamed), true)
    },
  ],
  [
    'B6 F3 a hand-over that began under the old name goes on with its next provider',
    async (under) => {
      const { deliveries } = under.store
      const { old, renamed, rekey } = createRotation(under)
      const handOver = await old.open('111111')
      await rekey()
      const beside = refIn(handOver)
      assert.equal(await deliveries.again({ ref: beside, audit: createDraft() }), true)
      const delivery = { channel: 'sms', integration: 'twilio', country: 'GH' } as const
      const next = await deliveries.begin({ beside, delivery, audit: createDraft() })
      assert.notEqual(next, undefined)
      await under.store.rekey({
        ...nothing,
        challenges: [{ from: renamed.challenge, to: createParty(under).challenge }],
      })
      assert.equal(await deliveries.again({ ref: next ?? '', audit: createDraft() }), true)
    },
  ],
  [
    'B6 a hand-over is settled under the new name: the old code dies, or a refusal is undone',
    async (under) => {
      for (const outcome of ['accepted', 'refused'] as const) {
        const { old, renamed, rekey } = createRotation(under)
        await old.send('111111')
        under.clock.advance(60_000)
        const handOver = await old.open('222222')
        await rekey()
        await renamed.settle(handOver, outcome)
        const [good, bad] = outcome === 'accepted' ? ['222222', '111111'] : ['111111', '222222']
        assert.equal(await renamed.attempt(bad), 'wrong')
        assert.equal(await renamed.attempt(good), 'verified')
      }
    },
  ],
  [
    'B6 B7 what was taken from a limit stays taken under its new name, and can be given back',
    async (under) => {
      for (const max of [2, 100]) {
        const limit = { ...createLimit({ max }), isShared: max === 100 }
        const { to, request } = renameLimit(limit)
        const open = (limits: readonly KeyedClaims[]) => createParty(under).open('1', { limits })
        const first = createParty(under)
        const handOver = await first.open('111111', { limits: [limit] })
        await Promise.all(Array.from({ length: max - 1 }, () => open([limit])))
        await under.store.rekey(request)
        assert.equal((await open([to])).result.kind, 'limited')
        const moved = { ...handOver, request: { ...handOver.request, limits: [to] } }
        await first.settle(moved, 'refused')
        assert.equal((await open([to])).result.kind, 'opened')
        assert.equal((await open([to])).result.kind, 'limited')
      }
    },
  ],
  [
    'B6 B13 a request that was made before the change is repeated after it, and is told from others',
    async (under) => {
      const keyOf = () => ({ lookup: randomBytes(32), bodyHash: randomBytes(32), ttlMs: 60_000 })
      const [from, to, otherFrom, otherTo] = [keyOf(), keyOf(), keyOf(), keyOf()]
      const handOver = await createParty(under).open('111111', { idempotency: from })
      const other = {
        from: { lookup: from.lookup, bodyHash: otherFrom.bodyHash },
        to: { lookup: to.lookup, bodyHash: otherTo.bodyHash },
      }
      await under.store.rekey({ ...nothing, requests: [other] })
      assert.deepEqual(await under.store.recall(other.to), { kind: 'reused_key' })
      await under.store.rekey({ ...nothing, requests: [{ from, to }] })
      await createParty(under).settle(
        { ...handOver, request: { ...handOver.request, idempotency: to } },
        'accepted',
        { answer: '{"n":1}' },
      )
      const { result } = await createParty(under).open('222222', { idempotency: to })
      assert.deepEqual(result, { kind: 'repeated', isRunning: false, answer: '{"n":1}' })
      assert.deepEqual(await under.store.recall(other.to), { kind: 'reused_key' })
    },
  ],
  [
    'B6 what is kept under a new name already stays as it is, and so does what is kept under the old one',
    async (under) => {
      const { old, renamed, rekey } = createRotation(under)
      const limit = createLimit({ max: 1 })
      const { to, request } = renameLimit(limit)
      await old.send('111111', { limits: [limit] })
      await renamed.send('222222')
      await rekey()
      await under.store.rekey(request)
      await under.store.rekey({ ...nothing, limits: [{ from: to.lookup, to: limit.lookup }] })
      await createParty(under).send('333333', { limits: [to] })
      await under.store.rekey(request)
      for (const limits of [[limit], [to]])
        assert.equal((await createParty(under).open('4', { limits })).result.kind, 'limited')
      assert.equal(await renamed.attempt('222222'), 'verified')
      assert.equal(await old.attempt('111111'), 'verified')
    },
  ],
  [
    'B6 of two old names the first that is there counts, and nobody else is touched',
    async (under) => {
      const [older, newer, renamed, other] = [1, 2, 3, 4].map(() => createParty(under)) as [
        Party,
        Party,
        Party,
        Party,
      ]
      await older.send('111111')
      await newer.send('222222')
      await other.send('333333')
      const challenges = [newer, older].map((party) => ({
        ...{ from: party.challenge, to: renamed.challenge },
      }))
      await under.store.rekey({ ...nothing, challenges })
      assert.equal(await renamed.attempt('222222'), 'verified')
      assert.equal(await older.attempt('111111'), 'verified')
      assert.equal(await other.attempt('333333'), 'verified')
    },
  ],
  [
    'B6 B7 a name that begins like another one is not taken for it',
    async (under) => {
      const { old, renamed } = createRotation(under)
      const alike = Buffer.from(old.challenge.lookup).fill(0, 8)
      const limit = createLimit({ max: 1 })
      await old.send('111111', { limits: [limit] })
      await under.store.rekey({
        challenges: [{ from: { ...old.challenge, lookup: alike }, to: renamed.challenge }],
        limits: [{ from: Buffer.from(limit.lookup).fill(0, 8), to: randomBytes(32) }],
        requests: [],
      })
      assert.equal((await createParty(under).open('1', { limits: [limit] })).result.kind, 'limited')
      assert.equal(await old.attempt('111111'), 'verified')
    },
  ],
  [
    'B6 A1 of fifty right attempts that each rename first, one verifies',
    async (under) => {
      const { old, renamed, rekey } = createRotation(under)
      await old.send('111111', { maxAttempts: 100 })
      const kinds = await Promise.all(
        Array.from({ length: 50 }, async () => {
          await rekey()
          return renamed.attempt('111111')
        }),
      )
      assert.deepEqual(kinds.toSorted(), [...Array<string>(49).fill('used'), 'verified'])
    },
  ],
  [
    'B6 B7 of sixty sends that each rename a limit first, no more pass than it allows',
    async (under) => {
      const limit = { ...createLimit({ max: 80 }), isShared: true }
      for (let n = 0; n < 60; n++) await createParty(under).open('111111', { limits: [limit] })
      const { to, request } = renameLimit(limit)
      const kinds = await Promise.all(
        Array.from({ length: 60 }, async () => {
          await under.store.rekey(request)
          return (await createParty(under).open('222222', { limits: [to] })).result.kind
        }),
      )
      assert.equal(kinds.filter((kind) => kind === 'opened').length, 20)
    },
  ],
]
