import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Delivery } from '../../ports/delivery.ts'
import type { OpenResult } from '../../ports/store.ts'
import type { SendingRoute, SwitchScope } from '../../ports/switch.ts'
import type { Guarantee, StoreUnderTest } from './contract-case.ts'
import { createDraft } from './events.ts'
import {
  createClaim,
  createLimit,
  createParty,
  emailRoute,
  type OpenChanges,
  refIn,
  smsRoute,
} from './party.ts'
import { switchOff, turn } from './switch-board.ts'

const hourMs = 3_600_000

/** What a new recipient is answered. */
const openFor = async (under: StoreUnderTest, route: SendingRoute): Promise<OpenResult> =>
  (await createParty(under).open('111111', { route })).result

/** Ids of the integrations that are on; none if all is off. */
const idsIn = (result: OpenResult): readonly string[] => {
  if (result.kind === 'disabled') return []
  assert.ok(result.kind === 'opened', `open was refused: ${result.kind}`)
  return result.integrations.map(({ id }) => id)
}

/** Whether a send, an attempt and the question itself all say that a route is off, or none of them. */
const isOff = async (under: StoreUnderTest, route: SendingRoute): Promise<boolean> => {
  const opened = await openFor(under, route)
  const attempted = await createParty(under).attempt('111111', { route })
  const answers = [
    opened.kind === 'disabled',
    attempted === 'disabled',
    await under.store.switches.isOff(route),
  ]
  assert.equal(new Set(answers).size, 1, `send, attempt and question disagree: ${answers}`)
  return answers[0] === true
}

const bothWays: SendingRoute = {
  ...smsRoute,
  channels: [...smsRoute.channels, ...emailRoute.channels],
}

/** Every switch that stops {@link smsRoute}, and none that does. */
const switchesOfSms: readonly (readonly [SwitchScope, string | null])[] = [
  ['all', null],
  ['channel', 'sms'],
  ['country', 'GH'],
  ['purpose', 'login'],
]
const otherSwitches: typeof switchesOfSms = [
  ['channel', 'email'],
  ['channel', 'GH'],
  ['integration', 'sms'],
  ['integration', 'resend'],
  ['country', 'KE'],
  ['country', 'login'],
  ['purpose', 'reset'],
  ['purpose', 'sms'],
]

/** What holds for switches where codes are made and checked. */
const decisionGuarantees: readonly Guarantee[] = [
  [
    'A3 an integration whose row is off is passed over by the very next send, and taken again by the one after it is on',
    async (under) => {
      const taken = async (): Promise<Delivery['integration'] | undefined> => {
        const result = await openFor(under, smsRoute)
        const [newest] = await under.store.deliveries.list({ rowsAtMost: 1 })
        return result.kind === 'opened' && newest?.ref === result.deliveryRef
          ? newest?.integration
          : undefined
      }
      assert.equal(await taken(), 'arkesel')
      await turn(under, 'arkesel', false)
      assert.equal(await taken(), 'twilio')
      assert.deepEqual(idsIn(await openFor(under, smsRoute)), ['twilio'])
      assert.equal(await isOff(under, smsRoute), false)
      await turn(under, 'twilio', false)
      assert.equal(await taken(), undefined)
      assert.equal(await isOff(under, smsRoute), true)
      await turn(under, 'arkesel', true)
      assert.equal(await taken(), 'arkesel')
      assert.deepEqual(idsIn(await openFor(under, smsRoute)), ['arkesel'])
    },
  ],
  [
    'A3 a send is told the settings of each integration that is on, in the order that was asked for',
    async (under) => {
      const settings = '{"senderId":"Acme"}'
      await under.store.integrations.ensure(['twilio'])
      await under.store.integrations.change({ id: 'twilio', settings, audit: createDraft() })
      const result = await openFor(under, smsRoute)
      assert.ok(result.kind === 'opened')
      assert.deepEqual(result.integrations, [
        { id: 'arkesel', settings: '{}' },
        { id: 'twilio', settings },
      ])
    },
  ],
  [
    'E4 F2 a switch of every scope stops what it names, for sends and attempts, and nothing else',
    async (under) => {
      for (const [scope, target] of switchesOfSms) {
        const release = await switchOff(under, scope, target)
        assert.equal(await isOff(under, smsRoute), true, `${scope} ${target}`)
        assert.equal(await isOff(under, emailRoute), scope === 'all' || scope === 'purpose')
        assert.equal(await isOff(under, bothWays), scope !== 'channel')
        await release()
        assert.equal(await isOff(under, smsRoute), false)
      }
      for (const [scope, target] of otherSwitches) await switchOff(under, scope, target)
      assert.equal(await isOff(under, smsRoute), false)
      assert.deepEqual(idsIn(await openFor(under, smsRoute)), ['arkesel', 'twilio'])
    },
  ],
  [
    'E4 F2 an integration that is switched off is passed over, and when all of a route are it is off',
    async (under) => {
      const release = await switchOff(under, 'integration', 'arkesel')
      assert.deepEqual(idsIn(await openFor(under, smsRoute)), ['twilio'])
      await turn(under, 'twilio', false)
      assert.equal(await isOff(under, smsRoute), true)
      assert.equal(await isOff(under, bothWays), false)
      await switchOff(under, 'channel', 'email')
      assert.equal(await isOff(under, bothWays), true)
      await release()
      assert.equal(await isOff(under, bothWays), false)
    },
  ],
  [
    'E4 whatever applies stops, and taking one switch away leaves what another stops',
    async (under) => {
      const scopes = [...switchesOfSms, ...switchesOfSms]
      const releases = []
      for (const [scope, target] of scopes) releases.push(await switchOff(under, scope, target))
      for (const release of releases) {
        assert.equal(await isOff(under, smsRoute), true)
        await release()
      }
      assert.equal(await isOff(under, smsRoute), false)
    },
  ],
  [
    'F2 a switch that has ended stops nothing from that millisecond on, before any sweep',
    async (under) => {
      await switchOff(under, 'all', null, 60_000)
      under.clock.advance(59_999)
      assert.equal(await isOff(under, smsRoute), true)
      under.clock.advance(1)
      assert.equal(await isOff(under, smsRoute), false)
    },
  ],
  [
    'E4 F2 a country that is switched off stops that country and nothing without one',
    async (under) => {
      await switchOff(under, 'country', 'GH')
      assert.equal(await isOff(under, smsRoute), true)
      assert.equal(await isOff(under, { ...smsRoute, country: 'KE' }), false)
      assert.equal(await isOff(under, { ...smsRoute, country: undefined }), false)
    },
  ],
  [
    'E3 a route without an integration leads nowhere, and is off',
    async (under) => {
      const channels = [{ channel: 'sms', integrations: [] }] as const
      assert.equal(await isOff(under, { ...smsRoute, channels }), true)
      const two = [...channels, ...emailRoute.channels]
      assert.equal(await under.store.switches.isOff({ ...smsRoute, channels: two }), false)
      assert.equal(await under.store.switches.isOff({ ...smsRoute, channels: [] }), true)
    },
  ],
  [
    'E1 F2 every send that is asked for after a switch was acknowledged is stopped, however many are under way',
    async (under) => {
      for (let round = 0; round < 5; round++) {
        const underWay = Array.from({ length: 20 }, () => openFor(under, smsRoute))
        const release = await switchOff(under, 'channel', 'sms')
        const later = Array.from({ length: 20 }, () => openFor(under, smsRoute))
        const kinds = (await Promise.all(later)).map(({ kind }) => kind)
        assert.deepEqual([...new Set(kinds)], ['disabled'])
        const earlier = (await Promise.all(underWay)).map(({ kind }) => kind)
        assert.ok(earlier.every((kind) => kind === 'opened' || kind === 'disabled'))
        const [, after] = await Promise.all([release(), openFor(under, smsRoute)])
        assert.ok(after.kind === 'opened' || after.kind === 'disabled')
        assert.equal((await openFor(under, smsRoute)).kind, 'opened')
      }
    },
  ],
]

/** What holds for what is asked for while sending is off. */
const refusalGuarantees: readonly Guarantee[] = [
  [
    'E3 a send that is stopped takes nothing and leaves nothing: no limit, cool-down, key, code or delivery',
    async (under) => {
      const party = createParty(under)
      const changes: OpenChanges = {
        limits: [createLimit({ max: 1 })],
        recipientClaims: [createClaim({ name: 'recipient', slot: 7200, max: 1 })],
        idempotency: { lookup: randomBytes(32), bodyHash: randomBytes(32), ttlMs: hourMs },
      }
      const release = await switchOff(under, 'all')
      for (let n = 0; n < 3; n++)
        assert.deepEqual((await party.open('111111', changes)).result, { kind: 'disabled' })
      assert.deepEqual(await under.store.deliveries.list({ rowsAtMost: 10 }), [])
      await release()
      assert.equal(await party.attempt('111111'), 'unknown')
      assert.equal((await party.send('222222', changes)).kind, 'opened')
      assert.equal(await party.attempt('222222'), 'verified')
    },
  ],
  [
    'E3 of sends at the same moment those that are stopped leave the limits to the others',
    async (under) => {
      await switchOff(under, 'channel', 'email')
      const limits = [createLimit({ max: 5 })]
      const opens = Array.from({ length: 40 }, (_, n) =>
        createParty(under).open('111111', { limits, route: n % 4 === 0 ? smsRoute : emailRoute }),
      )
      const kinds = (await Promise.all(opens)).map(({ result }) => result.kind)
      assert.equal(kinds.filter((kind) => kind === 'opened').length, 5)
      assert.equal(kinds.filter((kind) => kind === 'disabled').length, 30)
    },
  ],
  [
    'F7 a repeated send is answered as before also while sending is off',
    async (under) => {
      const party = createParty(under)
      const idempotency = { lookup: randomBytes(32), bodyHash: randomBytes(32), ttlMs: hourMs }
      const handOver = await party.open('111111', { idempotency })
      await party.settle(handOver, 'accepted', { answer: '{"n":1}' })
      await switchOff(under, 'all')
      const { result } = await party.open('222222', { idempotency })
      assert.deepEqual(result, { kind: 'repeated', isRunning: false, answer: '{"n":1}' })
    },
  ],
  [
    'E3 an attempt that is stopped compares nothing and counts nothing',
    async (under) => {
      const party = createParty(under)
      const limits = [createLimit({ max: 2 })]
      const recipientClaims = [createClaim({ name: 'recipient', slot: 7201, max: 2 })]
      const budget = { claims: [createClaim({ slot: 1, max: 1 })], inARow: 1, rememberMs: hourMs }
      await party.send('111111', { maxAttempts: 1 })
      const release = await switchOff(under, 'purpose', 'login')
      for (const code of ['000000', '111111', '000000'])
        assert.equal(await party.attempt(code, { limits, recipientClaims, budget }), 'disabled')
      await release()
      const attempt = () => party.attempt('111111', { limits, recipientClaims, budget })
      assert.deepEqual([await attempt(), await attempt()], ['verified', 'used'])
      assert.equal(await attempt(), 'limited')
    },
  ],
  [
    'E3 a code that came while sending was on is good again when sending is on again',
    async (under) => {
      const party = createParty(under)
      const handOver = await party.open('111111')
      const release = await switchOff(under, 'channel', 'sms')
      await party.settle(handOver, 'accepted')
      assert.equal(await party.attempt('111111'), 'disabled')
      assert.equal(await party.attempt('111111', { route: bothWays }), 'verified')
      await release()
      assert.equal(await party.attempt('111111'), 'used')
    },
  ],
  [
    'E1 B12 no provider is called again, and no other in its place, once sending is off',
    async (under) => {
      const { deliveries } = under.store
      const ref = refIn(await createParty(under).open('111111'))
      const twilio = { channel: 'sms', integration: 'twilio', country: 'GH' } as const
      const goOn = async () => [
        await deliveries.again({ ref, audit: createDraft() }),
        (await deliveries.begin({ beside: ref, delivery: twilio, audit: createDraft() })) !==
          undefined,
      ]
      for (const [scope, target] of switchesOfSms) {
        const release = await switchOff(under, scope, target)
        assert.deepEqual(await goOn(), [false, false], `${scope} ${target}`)
        await release()
      }
      assert.deepEqual(await under.store.deliveries.list({ rowsAtMost: 10 }), [
        { ...(await deliveries.list({ rowsAtMost: 1 }))[0], ref, calls: 1 },
      ])
      const release = await switchOff(under, 'integration', 'twilio')
      assert.deepEqual(await goOn(), [true, false])
      await release()
      await turn(under, 'arkesel', false)
      assert.deepEqual(await goOn(), [false, true])
      await turn(under, 'twilio', false)
      assert.deepEqual(await goOn(), [false, false])
      for (const [scope, target] of otherSwitches) await switchOff(under, scope, target)
      await turn(under, 'arkesel', true)
      assert.deepEqual(await goOn(), [true, false])
    },
  ],
]

/** What holds for what is switched off. */
export const switchingGuarantees: readonly Guarantee[] = [
  ...decisionGuarantees,
  ...refusalGuarantees,
]
