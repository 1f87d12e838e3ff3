import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { AuditDraft } from '../../ports/audit.ts'
import type { Delivery } from '../../ports/delivery.ts'
import type { Store } from '../../ports/store.ts'
import type { Guarantee, StoreUnderTest } from './contract-case.ts'
import { erase } from './erase.ts'
import { allEvents, assertClosed, createDraft, createUnwritable, outcomesOf } from './events.ts'
import { createClaim, createLimit, createParty, emailRoute, type Party, refIn } from './party.ts'
import { switchOff } from './switch-board.ts'

const atOnce = { resendMs: 0 }
const hourMs = 3_600_000
const twilio = { channel: 'sms', integration: 'twilio', country: 'GH' } as const

/** Runs a verb with a draft of its own; the outcomes of the events that came of it. */
const eventsOf = async (
  { store }: StoreUnderTest,
  verb: (audit: AuditDraft) => Promise<unknown>,
): Promise<readonly string[]> => {
  const audit = createDraft({ facts: '{"address":"Osu, Accra"}', person: createPerson() })
  await verb(audit)
  const event = (await allEvents(store)).find(
    ({ eventId }) => Buffer.compare(eventId, audit.eventId) === 0,
  )
  if (event !== undefined) assertClosed(event, audit)
  return outcomesOf(store, audit)
}

const createPerson = (prefix = randomBytes(16).toString('base64url')): string =>
  `{"recipient":"${prefix}","salt":"${randomBytes(6).toString('hex')}"}`

const clear = ({ store }: StoreUnderTest, { names }: Party, audit: AuditDraft) =>
  store.suppressions.clear({ recipientHashes: names.recipientHashes, audit })

const tell = (
  { store }: StoreUnderTest,
  ref: string,
  { state, audit }: { readonly state: 'sent' | 'bounced'; readonly audit: AuditDraft },
): Promise<boolean> => {
  const suppresses = state === 'bounced' ? state : undefined
  const report = { callbackRef: ref, state, suppresses }
  return store.deliveries.report({ integration: 'arkesel', report, audit })
}

/** All that may be seen from outside, but for events. */
const visibleIn = async ({ deliveries, suppressions }: Store): Promise<readonly unknown[]> => [
  ...(await deliveries.list({ rowsAtMost: 100 })),
  ...(await suppressions.list({ rowsAtMost: 100 })),
]

/** What holds for the events of codes. */
const codeEventGuarantees: readonly Guarantee[] = [
  [
    'F4 B4 a send and its outcome have one event each, which says what was decided and all that was given',
    async (under) => {
      for (const outcome of ['accepted', 'unknown', 'refused'] as const) {
        const party = createParty(under)
        const handOvers: Awaited<ReturnType<Party['open']>>[] = []
        const opening = await eventsOf(under, async (audit) => {
          handOvers.push(await party.open('111111', { audit }))
        })
        assert.deepEqual(opening, ['opened'])
        for (const handOver of handOvers) {
          const settling = (audit: AuditDraft) => party.settle(handOver, outcome, { audit })
          assert.deepEqual(await eventsOf(under, settling), [outcome])
        }
      }
    },
  ],
  [
    'F4 B4 every attempt has one event with what it came to, and that of a last try says that it locked',
    async (under) => {
      const [party, other] = [createParty(under), createParty(under)]
      const attempt = (code: string, by = party) =>
        eventsOf(under, (audit) => by.attempt(code, { audit }))
      assert.deepEqual(await attempt('111111'), ['unknown'])
      await party.send('111111', { maxAttempts: 2 })
      assert.deepEqual(await attempt('000000'), ['wrong'])
      assert.deepEqual(await attempt('000000'), ['wrong_and_locked'])
      assert.deepEqual(await attempt('111111'), ['locked'])
      await other.send('111111', { maxAttempts: 1, ttlMs: 300_000 })
      assert.deepEqual(await attempt('111111', other), ['verified'])
      assert.deepEqual(await attempt('111111', other), ['used'])
      under.clock.advance(300_000)
      assert.deepEqual(await attempt('111111'), ['expired'])
    },
  ],
  [
    'F4 an attempt that the failure budget refuses has an event, and the answer to a last try is wrong',
    async (under) => {
      const party = createParty(under)
      await party.send('111111', { maxAttempts: 1 })
      const budget = { claims: [createClaim({ slot: 1, max: 1 })], inARow: 9, rememberMs: hourMs }
      assert.equal(await party.attempt('000000', { budget }), 'wrong')
      const purpose = createParty(under, party.challenge.recipientHash)
      await purpose.send('111111')
      const attempting = (audit: AuditDraft) => purpose.attempt('111111', { budget, audit })
      assert.deepEqual(await eventsOf(under, attempting), ['over_budget'])
    },
  ],
  [
    'F4 of forty wrong attempts at the same moment each has an event, and one says that it locked',
    async (under) => {
      const party = createParty(under)
      await party.send('111111', { maxAttempts: 3 })
      const drafts = Array.from({ length: 40 }, () => createDraft({ type: 'code.attempted' }))
      await Promise.all(drafts.map((audit) => party.attempt('000000', { audit })))
      const events = (await allEvents(under.store)).filter(({ type }) => type === 'code.attempted')
      const count = (outcome: string) => events.filter((event) => event.outcome === outcome).length
      assert.deepEqual(['wrong', 'wrong_and_locked', 'locked'].map(count), [2, 1, 37])
      assert.equal(new Set(events.map(({ eventId }) => eventId.toString())).size, 40)
    },
  ],
  [
    'F4 a send that is refused or repeated, and an attempt that a limit refuses, leave no event',
    async (under) => {
      const party = createParty(under)
      const limits = [createLimit({ max: 1 })]
      const recipientClaims = [createClaim({ name: 'recipient', slot: 7200, max: 1 })]
      const idempotency = { lookup: randomBytes(32), bodyHash: randomBytes(32), ttlMs: hourMs }
      await party.send('111111', { limits, recipientClaims, idempotency, maxAttempts: 1 })
      const reused = { ...idempotency, bodyHash: randomBytes(32) }
      const isSilent = async (verb: (audit: AuditDraft) => Promise<unknown>) =>
        assert.deepEqual(await eventsOf(under, verb), [])
      await isSilent((audit) => party.open('222222', { audit }))
      await isSilent((audit) => party.open('222222', { audit, idempotency }))
      await isSilent((audit) => party.open('222222', { audit, idempotency: reused }))
      await isSilent((audit) => party.open('222222', { ...atOnce, audit, recipientClaims }))
      await isSilent((audit) => createParty(under).open('222222', { audit, limits }))
      await isSilent((audit) => party.attempt('222222', { audit, limits }))
      await isSilent((audit) => party.attempt('222222', { audit, recipientClaims }))
      await party.attempt('000000')
      await isSilent((audit) => party.open('222222', { ...atOnce, audit }))
    },
  ],
  [
    'F4 what a switch stops leaves no event',
    async (under) => {
      const party = createParty(under)
      const ref = refIn(await party.open('111111'))
      await switchOff(under, 'all')
      const { deliveries } = under.store
      const silent: ((audit: AuditDraft) => Promise<unknown>)[] = [
        (audit) => createParty(under).open('222222', { audit }),
        (audit) => party.attempt('111111', { audit }),
        (audit) => deliveries.again({ ref, audit }),
        (audit) => deliveries.begin({ beside: ref, delivery: twilio, audit }),
      ]
      for (const verb of silent) assert.deepEqual(await eventsOf(under, verb), [])
    },
  ],
]

/** What holds for the events of deliveries. */
const deliveryEventGuarantees: readonly Guarantee[] = [
  [
    'F4 B4 every further call of a provider has an event, and one that may not be made has none',
    async (under) => {
      const { deliveries } = under.store
      const party = createParty(under)
      const ref = refIn(await party.open('111111'))
      const begin = (audit: AuditDraft) =>
        deliveries.begin({ beside: ref, delivery: twilio, audit })
      const again = (audit: AuditDraft) => deliveries.again({ ref, audit })
      assert.deepEqual(await eventsOf(under, again), ['again'])
      assert.deepEqual(await eventsOf(under, again), ['again'])
      assert.deepEqual(await eventsOf(under, begin), ['begun'])
      await party.attempt('111111')
      assert.deepEqual(await eventsOf(under, again), [])
      assert.deepEqual(await eventsOf(under, begin), [])
      const nobody = (audit: AuditDraft) => deliveries.again({ ref: 'nobody', audit })
      assert.deepEqual(await eventsOf(under, nobody), [])
    },
  ],
  [
    'F4 H2 a report has an event with the new state if it moved the delivery, and none if it was told before',
    async (under) => {
      const party = createParty(under)
      const handOver = await party.open('111111')
      await party.settle(handOver, 'accepted')
      const reporting = (state: 'sent' | 'bounced') => (audit: AuditDraft) =>
        tell(under, refIn(handOver), { state, audit })
      assert.deepEqual(await eventsOf(under, reporting('sent')), ['sent'])
      assert.deepEqual(await eventsOf(under, reporting('sent')), [])
      assert.deepEqual(await eventsOf(under, reporting('bounced')), ['bounced'])
      assert.deepEqual(await eventsOf(under, reporting('sent')), [])
      const suppressed = (audit: AuditDraft) => party.open('222222', { ...atOnce, audit })
      assert.deepEqual(await eventsOf(under, suppressed), ['suppressed'])
      const byEmail = (audit: AuditDraft) =>
        party.open('222222', { ...atOnce, route: emailRoute, audit })
      assert.deepEqual(await eventsOf(under, byEmail), ['opened'])
      const clearing = (audit: AuditDraft) => clear(under, party, audit)
      assert.deepEqual(await eventsOf(under, clearing), ['cleared'])
      assert.deepEqual(await eventsOf(under, clearing), [])
    },
  ],
  [
    'F4 of twenty equal reports at the same moment one has an event',
    async (under) => {
      const ref = refIn(await createParty(under).open('111111'))
      const drafts = Array.from({ length: 20 }, () => createDraft())
      await Promise.all(drafts.map((audit) => tell(under, ref, { state: 'bounced', audit })))
      const outcomes = await Promise.all(drafts.map((audit) => outcomesOf(under.store, audit)))
      assert.deepEqual(outcomes.flat(), ['bounced'])
    },
  ],
]

/** What holds for all events of codes together. */
const logGuarantees: readonly Guarantee[] = [
  [
    'B4 F1 the history of one recipient is listed in the order in which it happened, and of nobody else',
    async (under) => {
      const [party, other] = [createParty(under), createParty(under)]
      const prefix = randomBytes(16).toString('base64url')
      const draft = (type: string) => createDraft({ type, person: createPerson(prefix) })
      const handOver = await party.open('111111', { audit: draft('code.opened') })
      under.clock.advance(1)
      const ref = refIn(handOver)
      await under.store.deliveries.again({ ref, audit: draft('delivery.begun') })
      await other.send('111111')
      under.clock.advance(1)
      await party.settle(handOver, 'accepted', { audit: draft('code.settled') })
      under.clock.advance(1)
      await other.attempt('111111')
      await party.attempt('000000', { audit: draft('code.attempted') })
      under.clock.advance(1)
      await party.attempt('111111', { audit: draft('code.attempted') })
      const personPrefixes = [`{"recipient":"${prefix}"`]
      const events = await under.store.audit.list({ rowsAtMost: 100, personPrefixes })
      assert.deepEqual(
        events.map(({ type, outcome }) => [type, outcome]),
        [
          ['code.attempted', 'verified'],
          ['code.attempted', 'wrong'],
          ['code.settled', 'accepted'],
          ['delivery.begun', 'again'],
          ['code.opened', 'opened'],
        ],
      )
    },
  ],
  [
    'F6 the events of codes forget a person who is erased, stay closed, and keep everybody else',
    async (under) => {
      const [party, other] = [createParty(under), createParty(under)]
      const [prefix, kept] = [createPerson(), createPerson()]
      const drafts = [createDraft({ person: prefix }), createDraft({ person: prefix })]
      const [opening = createDraft(), attempting = createDraft()] = drafts
      const theirs = createDraft({ person: kept })
      await party.open('111111', { audit: opening })
      await party.attempt('000000', { audit: attempting })
      await other.open('111111', { audit: theirs })
      assert.equal((await erase(under.store, { personPrefixes: [prefix] })).events, 2)
      const events = await allEvents(under.store)
      const eventOf = ({ eventId }: AuditDraft) =>
        events.find((event) => Buffer.compare(event.eventId, eventId) === 0)
      for (const draft of drafts) {
        const event = eventOf(draft)
        assert.ok(event?.person === null && event.commitment !== null)
        assertClosed({ ...event, person: prefix }, draft)
      }
      assertClosed(eventOf(theirs), theirs)
    },
  ],
]

/** What holds if an event cannot be written. */
const unwritableGuarantees: readonly Guarantee[] = [
  [
    'E6 F4 no code is made and nothing is taken if the event cannot be written, and those at the same moment are',
    async (under) => {
      const party = createParty(under)
      const changes = {
        limits: [createLimit({ max: 3 })],
        recipientClaims: [createClaim({ name: 'recipient', slot: 7200, max: 1 })],
        idempotency: { lookup: randomBytes(32), bodyHash: randomBytes(32), ttlMs: hourMs },
      }
      const { limits } = changes
      const [first, failed, last] = await Promise.allSettled([
        createParty(under).open('111111', { limits }),
        party.open('111111', { ...changes, audit: createUnwritable() }),
        createParty(under).open('111111', { limits }),
      ])
      assert.equal(failed.status, 'rejected')
      for (const other of [first, last])
        assert.ok(other.status === 'fulfilled' && other.value.result.kind === 'opened')
      assert.equal(await party.attempt('111111'), 'unknown')
      assert.equal((await under.store.deliveries.list({ rowsAtMost: 10 })).length, 2)
      assert.equal((await party.send('222222', changes)).kind, 'opened')
      assert.equal(await party.attempt('222222'), 'verified')
    },
  ],
  [
    'E6 F4 no attempt is compared or counted if the event cannot be written',
    async (under) => {
      const party = createParty(under)
      const budget = { claims: [createClaim({ slot: 1, max: 1 })], inARow: 1, rememberMs: hourMs }
      const limits = [createLimit({ max: 1 })]
      await party.send('111111', { maxAttempts: 1 })
      for (const code of ['000000', '111111'])
        await assert.rejects(party.attempt(code, { budget, limits, audit: createUnwritable() }))
      assert.equal(await party.attempt('111111', { budget, limits }), 'verified')
    },
  ],
  [
    'E6 F4 an outcome whose event cannot be written changes neither codes nor limits nor deliveries',
    async (under) => {
      const party = createParty(under)
      const limits = [createLimit({ max: 2 })]
      await party.send('111111', { ...atOnce, limits })
      const handOver = await party.open('222222', { ...atOnce, limits })
      const before = await visibleIn(under.store)
      const settle = (outcome: 'accepted' | 'refused', audit: AuditDraft) =>
        party.settle(handOver, outcome, { audit })
      for (const outcome of ['accepted', 'refused'] as const)
        await assert.rejects(settle(outcome, createUnwritable()))
      assert.deepEqual(await visibleIn(under.store), before)
      assert.equal((await createParty(under).open('1', { limits })).result.kind, 'limited')
      assert.equal(await party.attempt('222222'), 'wrong')
      await settle('accepted', createDraft())
      assert.equal(await party.attempt('222222'), 'verified')
    },
  ],
  [
    'E6 F4 no call, report or clearing of a suppression without its event',
    async (under) => {
      const { deliveries } = under.store
      const [party, other] = [createParty(under), createParty(under)]
      const ref = refIn(await party.open('111111'))
      const bounced = refIn(await other.open('111111'))
      await tell(under, bounced, { state: 'bounced', audit: createDraft() })
      const before = await visibleIn(under.store)
      const audit = createUnwritable()
      await assert.rejects(deliveries.begin({ beside: ref, delivery: twilio, audit }))
      await assert.rejects(deliveries.again({ ref, audit }))
      await assert.rejects(tell(under, ref, { state: 'bounced', audit }))
      await assert.rejects(clear(under, other, audit))
      assert.deepEqual(await visibleIn(under.store), before)
      const calls = before.map((row) => (row as Partial<Delivery>).calls)
      assert.deepEqual(calls, [1, 1, undefined])
    },
  ],
]

/** What holds for the events that verbs write with their changes. */
export const verbEventGuarantees: readonly Guarantee[] = [
  ...codeEventGuarantees,
  ...deliveryEventGuarantees,
  ...logGuarantees,
  ...unwritableGuarantees,
]
