import { hash } from 'node:crypto'
import { join } from 'node:path'
import type {
  LimitClaim,
  OpenRequest,
  SendingRoute,
  SettleRequest,
  Store,
  SwitchScope,
} from 'countersign'
import { createMemoryStore } from 'countersign/stores/memory'
import { createSqliteStore } from 'countersign/stores/sqlite'
import { createFakeClock } from 'countersign/testing'
import { expect, test } from 'vitest'
import { sealMac } from '../../src/ports/seal.ts'
import { createDraft } from '../../src/testing/store-contract/events.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { batchingCases } from './batching.ts'

/** Chooses from small numbers, the same ones for the same seed. */
const createDice = (seed: number) => {
  let thrown = 0
  return (sides: number): number =>
    hash('sha256', `${seed} ${thrown++}`, 'buffer').readUInt32BE() % sides
}
type Dice = ReturnType<typeof createDice>

const digest = (text: string): Uint8Array => hash('sha256', text, 'buffer')
const macOf = (code: number): Uint8Array => digest(`mac ${code}`)

/** Two of them are on the same slot: purposes that allow different numbers on one key. */
const claimSets: readonly (readonly LimitClaim[])[] = [
  [{ name: 'few', slot: 1, max: 3, windowMs: 1000 }],
  [{ name: 'more', slot: 1, max: 6, windowMs: 1000 }],
  [
    { name: 'many', slot: 2, max: 70, windowMs: 4000 },
    { name: 'shadow', slot: 3, max: 2, windowMs: 2000, isShadow: true },
  ],
]

const limitsFrom = (dice: Dice) =>
  ['address', 'user'].slice(dice(3)).map((name) => ({
    lookup: digest(`${name} ${dice(2)}`),
    claims: claimSets[dice(claimSets.length)] ?? [],
  }))

const challengeFrom = (dice: Dice) => {
  const name = dice(12)
  return {
    purpose: 'login',
    lookup: digest(`challenge ${name}`),
    recipientHash: digest(`recipient ${name}`),
    recipientKeyId: 'recipient-1',
  }
}

const recipientClaimsFrom = (dice: Dice): readonly LimitClaim[] =>
  dice(2) === 0 ? [] : [{ name: 'recipient', slot: 9, max: 4, windowMs: 3000 }]

const routeFrom = (dice: Dice): SendingRoute => ({
  purpose: 'login',
  country: dice(4) === 0 ? 'KE' : 'GH',
  channels: [{ channel: 'sms', integrations: ['console', 'twilio'].slice(dice(2)) }],
})

/** The same draft for both stores. */
const draftOf = (dice: Dice) =>
  createDraft({ eventId: digest(`event ${dice(1e9)}`).subarray(0, 16) })

const openFrom = (dice: Dice, n: number): OpenRequest => {
  const salt = digest(`salt ${n}`).subarray(0, 16)
  const key = { lookup: digest(`key ${dice(4)}`), bodyHash: digest('body'), ttlMs: 2500 }
  return {
    challenge: challengeFrom(dice),
    maskedRecipient: '+233•••56',
    ...{ route: routeFrom(dice), isHandedOver: true, audit: draftOf(dice) },
    code: { keyId: 'code-1', salt, hash: sealMac(macOf(dice(2)), salt) },
    ...{ ttlMs: 2000, maxAttempts: 2, resendMs: dice(2) * 500, settleWithinMs: 800 },
    recipientClaims: recipientClaimsFrom(dice),
    limits: limitsFrom(dice),
    idempotency: dice(5) === 0 ? key : undefined,
  }
}

const settleFrom = (dice: Dice, opening: OpenRequest, openedAtMs: number): SettleRequest => {
  const { challenge, recipientClaims, limits, code, idempotency } = opening
  return {
    ...{ challenge, recipientClaims, limits, openedAtMs, salt: code.salt },
    deliveries: [],
    outcome: (['accepted', 'refused', 'unknown'] as const)[dice(3)] ?? 'accepted',
    idempotency: idempotency && { lookup: idempotency.lookup, answer: '{}' },
    audit: draftOf(dice),
  }
}

const attemptFrom = (dice: Dice) => ({
  ...{ id: digest('id').subarray(0, 8), challenge: challengeFrom(dice) },
  budget: {
    claims: [{ name: 'budget', slot: 1, max: 5, windowMs: 5000 }],
    inARow: 7,
    rememberMs: 9000,
  },
  candidates: [{ keyId: 'code-1', mac: macOf(dice(2)) }],
  recipientClaims: recipientClaimsFrom(dice),
  limits: limitsFrom(dice),
  ...{ route: routeFrom(dice), audit: draftOf(dice) },
})

interface Verb {
  readonly run: (store: Store) => Promise<unknown>
  readonly opening?: OpenRequest
}

/** Something that is switched off for a while, or an integration that is turned. */
const switchFrom = (dice: Dice): Verb => {
  const audit = draftOf(dice)
  if (dice(2) === 0) {
    const change = { id: 'twilio', otpEnabled: dice(2) === 0, audit }
    return { run: (store) => store.integrations.change(change) }
  }
  const scopes: readonly (readonly [SwitchScope, string | null])[] = [
    ['all', null],
    ['country', 'KE'],
    ['integration', 'console'],
  ]
  const [scope, target] = scopes[dice(scopes.length)] ?? ['all', null]
  const by = { reason: 'test', author: 'cli' }
  const off = { scope, target, ...by, forMs: 1 + dice(300), audit }
  return { run: (store) => store.switches.off(off) }
}

/** The audit log, as far as it does not depend on when its events were closed. */
const eventsIn = async ({ audit }: Store) =>
  (await audit.read({ stream: '0', after: 0, rowsAtMost: 1e6 })).map(
    ({ n, atMs, outcome, eventId }) => [
      ...[n, atMs, outcome],
      Buffer.from(eventId).toString('hex'),
    ],
  )

/** Verbs that arrive together; hand-overs under way are settled now and then. */
const createTraffic = (dice: Dice) => {
  const underWay: { readonly opening: OpenRequest; readonly openedAtMs: number }[] = []
  let opened = 0

  const next = (): Verb => {
    const [first] = underWay
    if (first !== undefined && dice(3) === 0) {
      underWay.shift()
      const settling = settleFrom(dice, first.opening, first.openedAtMs)
      return { run: (store) => store.settle(settling) }
    }
    if (dice(30) === 0) return switchFrom(dice)
    if (dice(2) === 0) {
      const attempt = attemptFrom(dice)
      return { run: (store) => store.attempt(attempt) }
    }
    const opening = openFrom(dice, opened++)
    return { run: (store) => store.open(opening), opening }
  }
  return {
    verbs: (): readonly Verb[] => Array.from({ length: 1 + dice(40) }, next),
    handOver: (opening: OpenRequest, openedAtMs: number) => underWay.push({ opening, openedAtMs }),
  }
}

const kindOf = (answer: unknown): unknown =>
  typeof answer === 'object' && answer !== null && 'kind' in answer ? answer.kind : undefined

const cases = batchingCases((clock) =>
  createSqliteStore({ clock, path: join(temporaryFolder(), 'batching.db') }),
)
for (const { title, run } of cases) test(title, run)

test.each([1, 2, 3, 4, 5, 6])(
  'B1 B2 E8 F4 verbs that share a commit get the answers and events they would get one by one (seed %i)',
  async (seed) => {
    const dice = createDice(seed)
    const clock = createFakeClock()
    const together = createSqliteStore({ path: join(temporaryFolder(), 'batches.db'), clock })
    const oneByOne = createMemoryStore({ clock })
    const traffic = createTraffic(dice)
    for (const store of [together, oneByOne]) await store.integrations.ensure(['twilio'])
    const kinds = new Set<unknown>()
    for (let round = 0; round < 150; round++) {
      const verbs = traffic.verbs()
      const expected: unknown[] = []
      for (const { run } of verbs) expected.push(await run(oneByOne))
      expect(await Promise.all(verbs.map(({ run }) => run(together)))).toEqual(expected)
      for (const [n, { opening }] of verbs.entries()) {
        const kind = kindOf(expected[n])
        kinds.add(kind)
        if (opening !== undefined && kind === 'opened') traffic.handOver(opening, clock.now())
      }
      clock.advance(dice(4) === 0 ? 700 : dice(90))
    }
    expect(await eventsIn(together)).toEqual(await eventsIn(oneByOne))
    for (const kind of [
      'opened',
      'disabled',
      'limited',
      'cooling_down',
      'locked',
      'repeated',
      'verified',
    ])
      expect(kinds).toContain(kind)
    await together.close()
  },
)
