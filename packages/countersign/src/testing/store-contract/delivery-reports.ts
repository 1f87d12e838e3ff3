import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type Delivery, type DeliveryReport, deliveryStates } from '../../ports/delivery.ts'
import type { Guarantee, StoreUnderTest } from './contract-case.ts'
import { deliveryOf } from './deliveries.ts'
import { createDraft } from './events.ts'
import { createParty, refIn } from './party.ts'

type ReportedState = DeliveryReport['state']

const reportedStates = deliveryStates.filter(
  (state): state is ReportedState => state !== 'handing_over' && state !== 'unknown',
)

const rank = (state: Delivery['state']) => deliveryStates.indexOf(state)

/** A message that its provider took, under an id of its own. */
const sendOne = async (under: StoreUnderTest) => {
  const party = createParty(under)
  const messageId = randomBytes(8).toString('hex')
  const handOver = await party.open('111111')
  await party.settle(handOver, 'accepted', { delivery: { messageId } })
  return { party, handOver, messageId, ref: refIn(handOver) }
}

const tell = (
  { store }: StoreUnderTest,
  report: DeliveryReport,
  integration = 'arkesel',
): Promise<boolean> => store.deliveries.report({ integration, report, audit: createDraft() })

/** What holds for deliveries from the side of their providers. */
export const deliveryReportGuarantees: readonly Guarantee[] = [
  [
    'H2 in whatever order reports arrive, and however often, a delivery only moves forward',
    async (under) => {
      const orders = reportedStates.flatMap((one) =>
        reportedStates.flatMap((two) => reportedStates.map((three) => [one, two, three] as const)),
      )
      const follow = async (order: readonly ReportedState[]) => {
        const { messageId, ref } = await sendOne(under)
        let furthest: Delivery['state'] = 'accepted'
        for (const state of order) {
          const isFurther: boolean = rank(state) > rank(furthest)
          assert.equal(await tell(under, { messageId, state, reason: state }), isFurther)
          if (isFurther) furthest = state
        }
        return [ref, furthest, furthest === 'accepted' ? null : furthest] as const
      }
      const expected = await Promise.all(orders.map(follow))
      const rows = await under.store.deliveries.list({ rowsAtMost: 1000 })
      const found = new Map(rows.map(({ ref, state, reason }) => [ref, [state, reason]]))
      for (const [ref, ...ends] of expected) assert.deepEqual(found.get(ref), ends)
    },
  ],
  [
    'H2 of twenty equal reports at the same moment one moves the delivery',
    async (under) => {
      const { messageId } = await sendOne(under)
      const reports = Array.from({ length: 20 }, () =>
        tell(under, { messageId, state: 'delivered' }),
      )
      assert.equal((await Promise.all(reports)).filter((hasMoved) => hasMoved).length, 1)
    },
  ],
  [
    'H2 a report by our own reference may come before the provider has answered the send',
    async (under) => {
      const party = createParty(under)
      const handOver = await party.open('111111')
      const callbackRef = refIn(handOver)
      assert.equal(await tell(under, { callbackRef, state: 'delivered', reason: 'dlr' }), true)
      under.clock.advance(5)
      await party.settle(handOver, 'accepted', { delivery: { messageId: 'late', reason: 'no' } })
      const delivery = await deliveryOf(under.store, callbackRef)
      assert.deepEqual(
        [delivery.state, delivery.reason, delivery.messageId],
        ['delivered', 'dlr', 'late'],
      )
      assert.equal(await tell(under, { messageId: 'late', state: 'bounced' }), true)
    },
  ],
  [
    'H2 a report may bring the message id that the answer to the send lacked',
    async (under) => {
      const party = createParty(under)
      const handOver = await party.open('111111')
      await party.settle(handOver, 'unknown')
      const callbackRef = refIn(handOver)
      assert.equal(await tell(under, { callbackRef, messageId: 'm1', state: 'sent' }), true)
      assert.equal(await tell(under, { messageId: 'm1', state: 'delivered' }), true)
      const other = { callbackRef, messageId: 'm2', state: 'bounced' } as const
      assert.equal(await tell(under, other), true)
      assert.equal((await deliveryOf(under.store, callbackRef)).messageId, 'm1')
    },
  ],
  [
    'H2 B3 a report moves on what the sweep had given up, and a late settlement does too',
    async (under) => {
      const [reported, settled] = [createParty(under), createParty(under)]
      const callbackRef = refIn(await reported.open('111111'))
      const handOver = await settled.open('111111')
      under.clock.advance(15_000)
      await under.store.sweep({ rowsAtMost: 100 })
      assert.equal(await tell(under, { callbackRef, state: 'accepted' }), true)
      await settled.settle(handOver, 'accepted')
      for (const ref of [callbackRef, refIn(handOver)]) {
        const { state, reason } = await deliveryOf(under.store, ref)
        assert.deepEqual({ state, reason }, { state: 'accepted', reason: null })
      }
    },
  ],
  [
    'H3 a report of a message that is unknown, or that another integration sent, changes nothing',
    async (under) => {
      const { messageId, ref } = await sendOne(under)
      const other = refIn(await createParty(under).open('111111'))
      const before = await under.store.deliveries.list({ rowsAtMost: 10 })
      const [id, tag] = ref.split('-')
      const [otherId, otherTag] = other.split('-')
      const worst = { state: 'complained', suppresses: 'complained' } as const
      assert.equal(await tell(under, { messageId, ...worst }, 'twilio'), false)
      assert.equal(await tell(under, { callbackRef: ref, ...worst }, 'twilio'), false)
      assert.equal(await tell(under, { messageId: 'somebody', ...worst }), false)
      assert.equal(await tell(under, worst), false)
      for (const callbackRef of [
        ...[`${id}-${otherTag}`, `${otherId}-${tag}`, `${id}-`, `${id}`, `-${tag}`, ''],
        ...[`${id}-${tag}0`, `0${ref}`, ` ${ref}`, `${ref}\n`, ref.toUpperCase().replace('-', '_')],
        ...['99999999999999999999-0011223344556677', `-1-${tag}`, `${Number(id) + 7}-${tag}`],
      ])
        assert.equal(await tell(under, { callbackRef, messageId, ...worst }), false, callbackRef)
      assert.deepEqual(await under.store.deliveries.list({ rowsAtMost: 10 }), before)
      assert.deepEqual(await under.store.suppressions.list({ rowsAtMost: 10 }), [])
    },
  ],
]
