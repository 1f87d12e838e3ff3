import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { SuppressionReason } from '../../ports/delivery.ts'
import type { ChannelName } from '../../ports/provider.ts'
import type { Guarantee, StoreUnderTest } from './contract-case.ts'
import { createDraft } from './events.ts'
import {
  createClaim,
  createLimit,
  createParty,
  emailRoute,
  type OpenChanges,
  type Party,
  refIn,
} from './party.ts'

const byEmail = { route: emailRoute } as const
const yearMs = 365 * 86_400_000

/** A message that came back, with the report of it. */
const bounce = async (under: StoreUnderTest, party: Party, changes: OpenChanges = {}) => {
  const handOver = await party.open('111111', { resendMs: 0, ...changes })
  await party.settle(handOver, 'accepted')
  const report = {
    callbackRef: refIn(handOver),
    state: 'bounced' as const,
    suppresses: 'bounced' as SuppressionReason,
  }
  const [way] = handOver.request.route.channels
  const integration = way?.integrations[0] ?? ''
  const tell = () => under.store.deliveries.report({ integration, report, audit: createDraft() })
  assert.equal(await tell(), true)
  return { tell }
}

const clear = (
  { store }: StoreUnderTest,
  recipientHashes: readonly Uint8Array[],
  channel?: ChannelName,
): Promise<number> => store.suppressions.clear({ recipientHashes, channel, audit: createDraft() })

const isSuppressed = async (party: Party, changes: OpenChanges = {}): Promise<boolean> => {
  const { result } = await party.open('222222', { resendMs: 0, ...changes })
  assert.ok(result.kind === 'opened')
  assert.equal(result.deliveryRef === undefined, result.isSuppressed)
  return result.isSuppressed
}

/** What holds for recipients that nothing may be sent to. */
export const suppressionGuarantees: readonly Guarantee[] = [
  [
    'E5 a report that suppresses stops every later message to that recipient on that channel',
    async (under) => {
      const recipient = randomBytes(32)
      const [login, reset] = [createParty(under, recipient), createParty(under, recipient)]
      assert.equal(await isSuppressed(login), false)
      await bounce(under, login)
      const sinceMs = under.clock.now()
      under.clock.advance(yearMs)
      await under.store.sweep({ rowsAtMost: 1000 })
      for (const party of [login, reset]) assert.equal(await isSuppressed(party), true)
      assert.equal(await isSuppressed(reset, byEmail), false)
      assert.equal(await isSuppressed(createParty(under)), false)
      assert.deepEqual(await under.store.suppressions.list({ rowsAtMost: 10 }), [
        { maskedRecipient: '+233•••56', channel: 'sms', reason: 'bounced', sinceMs },
      ])
    },
  ],
  [
    'B6 towards the caller a suppressed send is like any other: limits, cool-down and code',
    async (under) => {
      const party = createParty(under)
      await bounce(under, party)
      const claim = createClaim({ name: 'recipient', slot: 7200, max: 1 })
      const limits = [createLimit({ max: 1 })]
      const { result } = await party.open('222222', {
        ...{ resendMs: 0, limits, recipientClaims: [claim] },
      })
      assert.ok(result.kind === 'opened' && result.isSuppressed)
      assert.deepEqual(
        result.standings.map(({ remaining }) => remaining),
        [0, 0],
      )
      assert.equal((await party.open('333333')).result.kind, 'cooling_down')
      assert.equal((await createParty(under).open('1', { limits })).result.kind, 'limited')
      under.clock.advance(15_000)
      assert.equal(await party.attempt('222222'), 'verified')
      assert.equal((await under.store.deliveries.list({ rowsAtMost: 10 })).length, 1)
    },
  ],
  [
    'F3 a refusal that suppresses is written down with the outcome of the send',
    async (under) => {
      const party = createParty(under)
      const handOver = await party.open('111111')
      const delivery = { suppresses: 'opted_out' as const, reason: 'opted_out: 21610' }
      await party.settle(handOver, 'refused', { delivery })
      assert.equal(await isSuppressed(party), true)
      assert.equal(await clear(under, [hashOf(party)]), 1)
      await party.settle(handOver, 'refused', { delivery })
      under.clock.advance(60_000)
      assert.equal(await isSuppressed(party), false)
    },
  ],
  [
    'F9 clearing allows sending again, on one channel or on all, under any key of the ring',
    async (under) => {
      const [party, other] = [createParty(under), createParty(under)]
      const recipientHashes = [randomBytes(32), hashOf(party)]
      const suppressBoth = async () => {
        await bounce(under, party)
        await bounce(under, party, byEmail)
      }
      await bounce(under, other)
      await suppressBoth()
      assert.equal(await clear(under, recipientHashes, 'whatsapp'), 0)
      assert.equal(await clear(under, recipientHashes, 'email'), 1)
      assert.equal(await isSuppressed(party, byEmail), false)
      assert.equal(await isSuppressed(party), true)
      assert.equal(await clear(under, recipientHashes), 1)
      await suppressBoth()
      assert.equal(await clear(under, recipientHashes), 2)
      assert.equal(await clear(under, recipientHashes), 0)
      assert.equal(await clear(under, []), 0)
      assert.equal(await isSuppressed(party), false)
      assert.equal(await isSuppressed(other), true)
    },
  ],
  [
    'H2 an old report that is played again after a clear suppresses nobody',
    async (under) => {
      const party = createParty(under)
      const { tell } = await bounce(under, party)
      await clear(under, [hashOf(party)])
      assert.equal(await tell(), false)
      assert.equal(await isSuppressed(party), false)
    },
  ],
  [
    'F9 suppressions are listed newest first, each once, with its first reason',
    async (under) => {
      const [first, second] = [createParty(under), createParty(under)]
      await bounce(under, first)
      under.clock.advance(1)
      await bounce(under, second, byEmail)
      const handOver = await createParty(under, hashOf(second)).open('111111', byEmail)
      assert.ok(handOver.result.kind === 'opened' && handOver.result.isSuppressed)
      const rows = await under.store.suppressions.list({ rowsAtMost: 10 })
      assert.deepEqual(
        rows.map(({ channel, reason }) => [channel, reason]),
        [
          ['email', 'bounced'],
          ['sms', 'bounced'],
        ],
      )
      const newest = await under.store.suppressions.list({ rowsAtMost: 1 })
      assert.deepEqual(newest, rows.slice(0, 1))
    },
  ],
  [
    'H2 of many reports at the same moment about one recipient one suppression remains',
    async (under) => {
      const recipient = randomBytes(32)
      const parties = Array.from({ length: 10 }, () => createParty(under, recipient))
      await Promise.all(parties.map((party) => party.open('111111')))
      const rows = await under.store.deliveries.list({ rowsAtMost: 100 })
      const reports = rows.flatMap(({ ref: callbackRef }) =>
        Array.from({ length: 3 }, () =>
          under.store.deliveries.report({
            integration: 'arkesel',
            report: { callbackRef, state: 'complained', suppresses: 'complained' },
            audit: createDraft(),
          }),
        ),
      )
      assert.equal((await Promise.all(reports)).filter((hasMoved) => hasMoved).length, 10)
      assert.equal((await under.store.suppressions.list({ rowsAtMost: 10 })).length, 1)
    },
  ],
]

const hashOf = ({ challenge }: Party) => challenge.recipientHash
