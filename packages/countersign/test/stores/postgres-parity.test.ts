import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type {
  AttemptRequest,
  AuditDraft,
  DeliveryReport,
  OpenRequest,
  RecipientNames,
  SettleRequest,
  Store,
} from 'countersign'
import { createSqliteStore } from 'countersign/stores/sqlite'
import { createFakeClock } from 'countersign/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sealMac } from '../../src/ports/seal.ts'
import { erase } from '../../src/testing/store-contract/erase.ts'
import { createDraft } from '../../src/testing/store-contract/events.ts'
import { createTestSchema } from '../support/postgres.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { type Step, step } from './parity-steps.ts'

/** A world of three recipients, the first two of them one person, that no other run knows. */
const createWorld = () => {
  const hash = () => randomBytes(32)
  const person = hash()
  const challenges = [person, person, hash()].map((recipientHash, n) => ({
    ...{ purpose: `purpose ${n}`, lookup: hash(), recipientHash, recipientKeyId: 'recipient-1' },
  }))
  const ip = {
    lookup: hash(),
    claims: [
      { name: 'ip', slot: 10, max: 4, windowMs: 5000 },
      { name: 'ip', slot: 60, max: 70, windowMs: 60_000 },
    ],
  }
  const shadow = {
    lookup: hash(),
    claims: [{ name: 's', slot: 9, max: 1, windowMs: 4000, isShadow: true }],
  }
  const everybody = {
    isShared: true,
    lookup: hash(),
    claims: [{ name: 'all', slot: 8, max: 6, windowMs: 9000 }],
  }
  const recipientClaims = [{ name: 'recipient', slot: 20, max: 3, windowMs: 10_000 }]
  const verifyClaims = [{ name: 'recipient', slot: 21, max: 5, windowMs: 10_000 }]
  const budget = {
    claims: [{ name: 'failures', slot: 1, max: 4, windowMs: 20_000 }],
    ...{ inARow: 9, rememberMs: 30_000 },
  }
  const keys = [hash(), hash(), hash()]
  return { challenges, ip, shadow, everybody, recipientClaims, verifyClaims, budget, keys }
}

type World = ReturnType<typeof createWorld>

const sms = { channel: 'sms', integrations: ['arkesel', 'twilio'] } as const

const bytesOf = (text: string) => new TextEncoder().encode(text)

const openRequest = (
  world: World,
  step: Extract<Step, { readonly verb: 'open' }>,
): OpenRequest | undefined => {
  const challenge = world.challenges[step.who]
  if (challenge === undefined) return undefined
  const salt = randomBytes(16)
  const lookup = step.key === undefined ? undefined : world.keys[step.key]
  return {
    ...{
      challenge,
      maskedRecipient: '+233•••56',
      ttlMs: step.ttlMs,
      maxAttempts: step.maxAttempts,
    },
    code: { keyId: 'code-1', salt, hash: sealMac(bytesOf(step.code), salt) },
    route: { purpose: challenge.purpose, country: 'GH', channels: [sms] },
    isHandedOver: step.isHandedOver,
    audit: createDraft({ type: 'code.opened', person: '{"recipient":"ama"}' }),
    ...{ resendMs: step.resendMs, settleWithinMs: 3000, recipientClaims: world.recipientClaims },
    limits: [world.ip, world.shadow, ...(step.isShared ? [world.everybody] : [])],
    idempotency: lookup && { lookup, bodyHash: bytesOf(`${step.who}`.padEnd(32)), ttlMs: 8000 },
  }
}

const attemptRequest = (
  world: World,
  step: Extract<Step, { readonly verb: 'attempt' }>,
): AttemptRequest | undefined => {
  const challenge = world.challenges[step.who]
  return (
    challenge && {
      ...{ id: randomBytes(8), challenge, budget: world.budget },
      candidates: [{ keyId: 'code-1', mac: bytesOf(step.code) }],
      recipientClaims: step.isLimited ? world.verifyClaims : [],
      limits: step.isLimited ? [world.ip] : [],
      route: {
        purpose: challenge.purpose,
        channels: [sms, { channel: 'email', integrations: ['resend'] }],
      },
      audit: createDraft({ type: 'code.attempted' }),
    }
  )
}

const namesOf = (world: World, who: number): RecipientNames => {
  const { recipientHash, lookup } = world.challenges[who] ?? {}
  return {
    recipientHashes: recipientHash ? [recipientHash] : [],
    challengeLookups: lookup ? [lookup] : [],
  }
}

/** What an operator does; undefined if the step is none of an operator's. */
const operate = (world: World, step: Step): ((store: Store) => Promise<unknown>) | undefined => {
  const audit = createDraft()
  switch (step.verb) {
    case 'unlock':
      return ({ recipients }) => recipients.unlock({ ...namesOf(world, step.who), audit })
    case 'invalidate': {
      const recipient = step.who === undefined ? undefined : namesOf(world, step.who)
      return ({ recipients }) => recipients.invalidate({ recipient, audit })
    }
    case 'erase':
      // how many rows there were may differ: a sweep that has been here earlier took some
      return (store) =>
        erase(store, { ...namesOf(world, step.who), draft: () => audit }).then(() => undefined)
    case 'off': {
      const [scope, target] = step.what
      const off = { scope, target, reason: 'test', author: 'cli', forMs: step.forMs, audit }
      return ({ switches }) => switches.off(off)
    }
    case 'on':
      return async ({ switches }) => {
        const found = await switches.list()
        const id = found[step.nth % Math.max(1, found.length)]?.id ?? ''
        return [found, await switches.on({ id, audit })]
      }
    case 'turn': {
      const { id, otpEnabled, settings } = step
      return ({ integrations }) => integrations.change({ id, otpEnabled, settings, audit })
    }
    case 'clear': {
      const [recipientHash = new Uint8Array(32)] = namesOf(world, step.who).recipientHashes
      return ({ suppressions }) => suppressions.clear({ recipientHashes: [recipientHash], audit })
    }
    default:
      return undefined
  }
}

/** Everything is on again for the next history. */
const switchAllOn = async ({ switches, integrations }: Store): Promise<void> => {
  for (const { id } of await switches.list()) await switches.on({ id, audit: createDraft() })
  for (const { id } of await integrations.list())
    await integrations.change({ id, otpEnabled: true, settings: '{}', audit: createDraft() })
}

/** What is told of each event since a moment, but for its place. */
const eventsSince = async ({ audit }: Store, fromMs: number) =>
  (await audit.list({ rowsAtMost: 10_000, fromMs }))
    .map(({ eventId, type, outcome, atMs }) =>
      [atMs, type, outcome, Buffer.from(eventId).toString('hex')].join(' '),
    )
    .toSorted()

/** A send that both stores opened, each under references of its own. */
interface OpenedOnBoth {
  readonly request: OpenRequest
  readonly openedAtMs: number
  readonly refs: string[][]
}

const settleStep = (
  { request, openedAtMs, refs }: OpenedOnBoth,
  { outcome, isOptOut, of }: Extract<Step, { readonly verb: 'settle' }>,
  { n, audit }: { readonly n: number; readonly audit: AuditDraft },
): SettleRequest => {
  const state = { accepted: 'accepted', unknown: 'unknown', refused: 'failed' } as const
  const deliveries = (refs[n] ?? []).map((ref, place) => ({
    ...{ ref, state: state[outcome], reason: outcome, messageId: `m${(of + place) % 4}` },
    ...(isOptOut && { suppresses: 'opted_out' as const }),
  }))
  return { ...settleOf(request, openedAtMs), outcome, deliveries, audit }
}

const reportStep = (
  { refs }: OpenedOnBoth,
  { of, byName, state, isSuppressing }: Extract<Step, { readonly verb: 'report' }>,
  n: number,
): DeliveryReport => ({
  ...(byName
    ? { messageId: `m${of % 4}` }
    : { callbackRef: refs[n]?.at(-1) ?? 'nothing', messageId: `m${of % 3}` }),
  ...{ state, reason: state },
  ...(isSuppressing && { suppresses: 'bounced' as const }),
})

describe('K5 PostgreSQL beside SQLite', () => {
  test('the same history gives the same answers, whatever the history', async () => {
    const { open } = createTestSchema()
    const clock = createFakeClock()
    const both: readonly Store[] = [
      createSqliteStore({ clock, path: join(temporaryFolder(), 'model.db') }),
      await open({ clock }),
    ]
    for (const { integrations } of both) await integrations.ensure(['arkesel', 'resend', 'twilio'])
    const written = new Set<string>()
    /** Asks both, and compares what they answer but for the numbers they give. */
    const onBoth = async <Answer>(ask: (store: Store, n: number) => Promise<Answer>) => {
      const answers = await Promise.all(both.map(ask))
      expect(withoutRefs(answers[1])).toEqual(withoutRefs(answers[0]))
      return answers
    }

    const take = async (world: World, sends: OpenedOnBoth[], step: Step): Promise<void> => {
      const operation = operate(world, step)
      if (operation !== undefined) await onBoth(operation)
      const audit = createDraft({ type: 'code.settled' })
      const send = 'of' in step ? sends[step.of % Math.max(1, sends.length)] : undefined
      switch (step.verb) {
        case 'wait':
          return clock.advance(step.ms)
        case 'sweep':
          // long enough for all windows: before that, a row may stay a little longer on one store
          clock.advance(200_000)
          await Promise.all(both.map((store) => store.sweep({ rowsAtMost: 10_000 })))
          return
        case 'open': {
          const request = openRequest(world, step)
          if (request === undefined) return
          const answers = await onBoth((store) => store.open(request))
          const refs = answers.map((answer) =>
            answer.kind === 'opened' ? [answer.deliveryRef].filter((ref) => ref !== undefined) : [],
          )
          if (answers[0]?.kind === 'opened')
            sends.push({ request, openedAtMs: answers[0].openedAtMs, refs })
          return
        }
        case 'settle':
          if (send) await onBoth((store, n) => store.settle(settleStep(send, step, { n, audit })))
          return
        case 'report':
          if (send)
            await onBoth((store, n) => {
              const report = reportStep(send, step, n)
              return store.deliveries.report({ integration: step.integration, report, audit })
            })
          return
        case 'call':
          if (send) await callAgain(send, step.how, audit)
          return
        case 'attempt': {
          const request = attemptRequest(world, step)
          if (request) await onBoth((store) => store.attempt(request))
          return
        }
        default:
          return
      }
    }

    const callAgain = async (
      { refs }: OpenedOnBoth,
      how: 'again' | 'beside',
      audit: AuditDraft,
    ) => {
      if (refs[0]?.[0] === undefined) return
      const refOn = (n: number) => refs[n]?.[0] ?? ''
      if (how === 'again') {
        await onBoth((store, n) => store.deliveries.again({ ref: refOn(n), audit }))
        return
      }
      const delivery = { channel: 'sms', integration: 'twilio', country: 'GH' } as const
      const begun = await Promise.all(
        both.map((store, n) => store.deliveries.begin({ beside: refOn(n), delivery, audit })),
      )
      expect(begun[1] === undefined).toBe(begun[0] === undefined)
      for (const [n, ref] of begun.entries()) if (ref !== undefined) refs[n]?.push(ref)
    }

    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const world = createWorld()
        const sends: OpenedOnBoth[] = []
        clock.advance(1)
        const startedAtMs = clock.now()
        for (const step of steps) await take(world, sends, step)
        const recipientHashes = world.challenges.map(({ recipientHash }) => recipientHash)
        await onBoth((store) => store.deliveries.list({ rowsAtMost: 100, recipientHashes }))
        const events = await onBoth((store) => eventsSince(store, startedAtMs))
        for (const event of events[0] ?? []) written.add(event.split(' ').slice(1, 3).join(' '))
        await Promise.all(both.map(switchAllOn))
      }),
      { numRuns: 300 },
    )
    for (const event of everyEvent) expect(written).toContain(event)
  })
})

/** What histories come to now and then, or they would show nothing. */
const everyEvent = [
  'code.opened opened',
  ...['accepted', 'unknown', 'refused'].map((outcome) => `code.settled ${outcome}`),
  ...['verified', 'wrong', 'wrong_and_locked', 'used'].map((kind) => `code.attempted ${kind}`),
]

const withoutRefs = (answer: unknown): unknown => {
  if (Array.isArray(answer)) return answer.map(withoutRefs)
  if (typeof answer !== 'object' || answer === null) return answer
  return {
    ...answer,
    ref: '',
    ...('deliveryRef' in answer && { deliveryRef: answer.deliveryRef !== undefined }),
  }
}

const settleOf = (
  { challenge, code, recipientClaims, limits, idempotency }: OpenRequest,
  openedAtMs: number,
): SettleRequest => ({
  ...{ challenge, salt: code.salt, openedAtMs, outcome: 'accepted', deliveries: [] },
  ...{ recipientClaims, limits, audit: createDraft() },
  ...(idempotency && { idempotency: { lookup: idempotency.lookup, answer: `at ${openedAtMs}` } }),
})
