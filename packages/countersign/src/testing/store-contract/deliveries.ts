import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Delivery, DeliveryFilter } from '../../ports/delivery.ts'
import type { Store } from '../../ports/store.ts'
import type { Guarantee } from './contract-case.ts'
import { createDraft } from './events.ts'
import { createParty, emailRoute, refIn, smsRoute } from './party.ts'

const dayMs = 86_400_000
const twilio = { channel: 'sms', integration: 'twilio', country: 'GH' } as const
const twilioRoute = {
  ...smsRoute,
  channels: [{ channel: 'sms', integrations: ['twilio'] }],
} as const

/** Another integration is about to be called for that send. */
const beginBeside = ({ deliveries }: Store, beside: string) =>
  deliveries.begin({ beside, delivery: twilio, audit: createDraft() })

/** The same provider is about to be called again. */
const callAgain = ({ deliveries }: Store, ref: string) =>
  deliveries.again({ ref, audit: createDraft() })

/** The one delivery with that reference. */
export const deliveryOf = async (store: Store, ref: string): Promise<Delivery> => {
  const found = (await store.deliveries.list({ rowsAtMost: 10_000 })).find((row) => row.ref === ref)
  assert.ok(found, 'there is no such delivery')
  return found
}

/** Sweeps to the end; how many deliveries nobody had settled. */
const sweepAll = async (store: Store): Promise<number> => {
  let resolved = 0
  for (let step = 0; step < 1000; step++) {
    const result = await store.sweep({ rowsAtMost: 7 })
    resolved += result.resolved
    if (result.isAtEnd) break
  }
  return resolved
}

/** What holds for deliveries from the side of the sender. */
export const deliveryGuarantees: readonly Guarantee[] = [
  [
    'B4 a delivery is written down with the code, before its provider is called',
    async (under) => {
      const party = createParty(under)
      const ref = refIn(await party.open('111111'))
      const nowMs = under.clock.now()
      assert.deepEqual(await deliveryOf(under.store, ref), {
        ...{ ref, purpose: 'login', maskedRecipient: '+233•••56' },
        ...{ channel: 'sms', integration: 'arkesel', country: 'GH', calls: 1 },
        ...{ state: 'handing_over', reason: null, messageId: null },
        ...{ createdAtMs: nowMs, updatedAtMs: nowMs },
      })
    },
  ],
  [
    'B4 a send that is refused, or that calls nobody, leaves no delivery',
    async (under) => {
      const party = createParty(under)
      const silent = await party.open('111111', { isHandedOver: false, resendMs: 0 })
      assert.ok(silent.result.kind === 'opened' && silent.result.deliveryRef === undefined)
      assert.equal((await party.open('222222')).result.kind, 'cooling_down')
      assert.deepEqual(await under.store.deliveries.list({ rowsAtMost: 10 }), [])
    },
  ],
  [
    'B4 F3 every call counts: the same integration again, and another beside it',
    async (under) => {
      const { deliveries } = under.store
      const party = createParty(under)
      const handOver = await party.open('111111')
      const first = refIn(handOver)
      for (let n = 0; n < 2; n++) assert.equal(await callAgain(under.store, first), true)
      under.clock.advance(1000)
      const second = await beginBeside(under.store, first)
      assert.ok(second !== undefined && second !== first)
      assert.equal(await callAgain(under.store, second), true)
      const rows = await deliveries.list({ rowsAtMost: 10 })
      assert.deepEqual(
        rows.map(({ ref, integration, calls, state }) => ({ ref, integration, calls, state })),
        [
          { ref: second, integration: 'twilio', calls: 2, state: 'handing_over' },
          { ref: first, integration: 'arkesel', calls: 3, state: 'handing_over' },
        ],
      )
      assert.deepEqual(rows[0], {
        ...(await deliveryOf(under.store, first)),
        ...{ ref: second, integration: 'twilio', calls: 2 },
        ...{ createdAtMs: under.clock.now(), updatedAtMs: under.clock.now() },
      })
    },
  ],
  [
    'B4 F3 two hundred deliveries at the same moment have references of their own',
    async (under) => {
      const handOvers = await Promise.all(
        Array.from({ length: 100 }, () => createParty(under).open('111111')),
      )
      const begun = await Promise.all(
        handOvers.map((handOver) => beginBeside(under.store, refIn(handOver))),
      )
      assert.equal(new Set([...handOvers.map(refIn), ...begun]).size, 200)
      assert.equal((await under.store.deliveries.list({ rowsAtMost: 1000 })).length, 200)
    },
  ],
  [
    'F3 what became of each delivery of a send is written down with the outcome of the send',
    async (under) => {
      const party = createParty(under)
      const handOver = await party.open('111111')
      const first = refIn(handOver)
      const second = await beginBeside(under.store, first)
      assert.ok(second !== undefined && handOver.result.kind === 'opened')
      under.clock.advance(10)
      await under.store.settle({
        ...{ challenge: party.challenge, salt: handOver.request.code.salt },
        ...{ openedAtMs: handOver.result.openedAtMs, outcome: 'accepted' },
        deliveries: [
          { ref: first, state: 'failed', reason: 'transient: http 503' },
          { ref: second, state: 'accepted', messageId: 'SM1' },
        ],
        ...{ recipientClaims: [], limits: [], audit: createDraft() },
      })
      const [accepted, failed] = await under.store.deliveries.list({ rowsAtMost: 2 })
      const updatedAtMs = under.clock.now()
      const ends = { reason: null, messageId: 'SM1', updatedAtMs }
      assert.deepEqual(accepted, { ...accepted, ref: second, state: 'accepted', ...ends })
      const reason = 'transient: http 503'
      assert.deepEqual(failed, { ...failed, ref: first, state: 'failed', reason, updatedAtMs })
      assert.equal(await party.attempt('111111'), 'verified')
    },
  ],
  [
    'B12 nothing is sent any more for a code that has expired, was used or was replaced',
    async (under) => {
      const atOnce = { resendMs: 0 }
      const isDead = async (ref: string) => {
        assert.equal(await callAgain(under.store, ref), false)
        assert.equal(await beginBeside(under.store, ref), undefined)
        assert.equal((await deliveryOf(under.store, ref)).calls, 1)
      }
      const used = createParty(under)
      const usedRef = refIn(await used.open('111111'))
      await used.attempt('111111')
      await isDead(usedRef)

      const replaced = createParty(under)
      await replaced.send('111111', atOnce)
      const replacedRef = refIn(await replaced.open('222222', atOnce))
      const newest = refIn(await replaced.open('333333', atOnce))
      assert.equal(await callAgain(under.store, newest), true)
      await isDead(replacedRef)

      const lateRef = refIn(await createParty(under).open('111111', { ttlMs: 1000 }))
      under.clock.advance(1000)
      await isDead(lateRef)
    },
  ],
  [
    'B3 L1 a delivery that nobody settled becomes unknown when its time is over, and not before',
    async (under) => {
      const crashed = refIn(await createParty(under).open('111111'))
      await createParty(under).send('111111')
      under.clock.advance(14_999)
      const later = refIn(await createParty(under).open('111111'))
      assert.equal(await sweepAll(under.store), 0)
      under.clock.advance(1)
      assert.equal(await sweepAll(under.store), 1)
      const { state, reason, updatedAtMs } = await deliveryOf(under.store, crashed)
      assert.deepEqual(
        { state, reason, updatedAtMs },
        { state: 'unknown', reason: 'not settled', updatedAtMs: under.clock.now() },
      )
      assert.equal((await deliveryOf(under.store, later)).state, 'handing_over')
      under.clock.advance(15_000)
      assert.equal(await sweepAll(under.store), 1)
      assert.equal(await sweepAll(under.store), 0)
    },
  ],
  [
    'B3 L1 however many deliveries nobody settled, the sweep finds all of them in small steps',
    async (under) => {
      const opens = Array.from(
        { length: 30 },
        (_, n) => createParty(under)[n % 3 ? 'open' : 'send'],
      )
      await Promise.all(opens.map((open) => open('111111')))
      under.clock.advance(15_000)
      assert.equal(await sweepAll(under.store), 20)
      const states = (await under.store.deliveries.list({ rowsAtMost: 100 })).map(
        (row) => row.state,
      )
      assert.equal(states.filter((state) => state === 'unknown').length, 20)
    },
  ],
  [
    'L3 a delivery is kept for thirty days, whatever becomes of its code, and then no longer',
    async (under) => {
      const old = Array.from({ length: 20 }, () => createParty(under).send('111111'))
      await Promise.all(old)
      under.clock.advance(30 * dayMs - 1)
      await sweepAll(under.store)
      await createParty(under).send('222222')
      assert.equal((await under.store.deliveries.list({ rowsAtMost: 100 })).length, 21)
      under.clock.advance(1)
      await sweepAll(under.store)
      assert.equal((await under.store.deliveries.list({ rowsAtMost: 100 })).length, 1)
    },
  ],
  [
    'F9 deliveries are listed newest first, in pages, by recipient, integration and state',
    async (under) => {
      const recipient = randomBytes(32)
      const parties = [createParty(under, recipient), createParty(under)]
      const refs: string[] = []
      for (let n = 0; n < 9; n++) {
        const handOver = await (parties[n % 2] ?? createParty(under)).open('111111', {
          resendMs: 0,
          route: n < 6 ? twilioRoute : emailRoute,
        })
        if (n % 3 === 0) await (parties[n % 2] ?? createParty(under)).settle(handOver, 'accepted')
        refs.unshift(refIn(handOver))
      }
      const list = async (filter: Partial<DeliveryFilter>) =>
        (await under.store.deliveries.list({ rowsAtMost: 100, ...filter })).map(({ ref }) => ref)
      const chosen = (isChosen: (n: number) => boolean) => refs.filter((_, n) => isChosen(8 - n))
      assert.deepEqual(await list({}), refs)
      assert.deepEqual(await list({ rowsAtMost: 4 }), refs.slice(0, 4))
      assert.deepEqual(await list({ rowsAtMost: 4, before: refs[3] }), refs.slice(4, 8))
      assert.deepEqual(await list({ before: refs[8] }), [])
      assert.deepEqual(await list({ before: 'nonsense' }), [])
      assert.deepEqual(
        await list({ integration: 'twilio' }),
        chosen((n) => n < 6),
      )
      assert.deepEqual(
        await list({ state: 'accepted' }),
        chosen((n) => n % 3 === 0),
      )
      assert.deepEqual(
        await list({ recipientHashes: [randomBytes(32), recipient] }),
        chosen((n) => n % 2 === 0),
      )
      assert.deepEqual(await list({ recipientHashes: [] }), [])
      assert.deepEqual(
        await list({ recipientHashes: [recipient], integration: 'resend', state: 'accepted' }),
        chosen((n) => n === 6),
      )
    },
  ],
]
