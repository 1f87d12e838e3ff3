import { randomBytes } from 'node:crypto'
import type { Grant, Granted, NewContact, SessionGrant, Store, TokenHash } from 'countersign'
import { createFakeClock, type FakeClock } from 'countersign/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { erase } from '../../src/testing/store-contract/erase.ts'
import { createDraft } from '../../src/testing/store-contract/events.ts'
import { createToken, newProof, newSession } from '../../src/testing/store-contract/opening.ts'
import { createParty } from '../../src/testing/store-contract/party.ts'
import { stores } from '../support/deployment.ts'
import { type OpenedStep, openedStep, type SessionSettings } from './opened-steps.ts'

const graceMs = 1000

/** Something that every store opened, under a name of its own. */
interface Opened {
  readonly refs: readonly string[]
  readonly tokens: TokenHash[]
}

interface World {
  readonly all: readonly Store[]
  readonly clock: FakeClock
  readonly recipients: readonly Uint8Array[]
  readonly actions: readonly Uint8Array[]
  readonly sessions: (Opened & { readonly userId: string })[]
  readonly proofs: Opened[]
}

const at = <Item>(items: readonly Item[], nth: number | undefined): Item | undefined =>
  nth === undefined ? undefined : items.at(-1 - (nth % Math.max(1, items.length)))

const nobody = new Uint8Array(32)

/** An answer without the names that each store gives by itself, and with bytes that can be compared. */
const comparable = (answer: unknown): unknown => {
  if (answer instanceof Uint8Array) return Buffer.from(answer).toString('hex')
  if (Array.isArray(answer)) return answer.map(comparable)
  if (typeof answer !== 'object' || answer === null) return answer
  const entries = Object.entries(answer).filter(([name]) => name !== 'ref')
  return Object.fromEntries(entries.map(([name, value]) => [name, comparable(value)]))
}

/** Asks every store, and compares what they answer. */
const ask = async <Answer>(
  { all }: World,
  question: (store: Store, n: number) => Promise<Answer>,
): Promise<readonly Answer[]> => {
  const answers = await Promise.all(all.map(question))
  for (const answer of answers) expect(comparable(answer)).toEqual(comparable(answers[0]))
  return answers
}

/** Has every store open something for a right code. */
const verify = async (
  world: World,
  who: number,
  grantFor: (n: number) => Grant,
): Promise<readonly (Granted | undefined)[]> => {
  const [opening, attempting] = [createDraft(), createDraft()]
  const answers = await ask(world, async (store, n) => {
    const party = createParty({ store, clock: world.clock }, world.recipients[who])
    await party.open('111111', { audit: opening, isHandedOver: false })
    return party.answer('111111', { grant: grantFor(n), audit: attempting })
  })
  return answers.map((answer) => (answer.kind === 'verified' ? answer.granted : undefined))
}

const contactOf = (
  { recipients }: World,
  { who, kind }: { readonly who: number; readonly kind: NewContact['kind'] },
): NewContact => ({
  ...{ kind, recipientHash: recipients[who] ?? nobody, masked: `masked ${who}` },
  sealed: { keyId: 'contact-1', bytes: randomBytes(16) },
})

/** Has every store begin a session, and remembers it. */
const begin = async (
  world: World,
  { who, session: settings }: { readonly who: number; readonly session: SessionSettings },
  grantFor: (n: number, session: ReturnType<typeof newSession>) => SessionGrant,
): Promise<void> => {
  const session = newSession({ ...settings, audit: createDraft() })
  const granted = await verify(world, who, (n) => grantFor(n, session))
  const begun = granted.flatMap((one) => (one?.kind === 'session' ? [one] : []))
  const [first] = begun
  if (first === undefined) return
  const refs = begun.map(({ ref }) => ref)
  world.sessions.push({ refs, tokens: [session.token], userId: first.user.id })
}

type StepOf<Verb> = Extract<OpenedStep, { readonly verb: Verb }>
type Take<Verb> = (world: World, step: StepOf<Verb>) => Promise<unknown>

/** Presents one of the tokens that a session had, or of those it might have got. */
const presentedOf = (
  world: World,
  { nth, token }: { readonly nth: number; readonly token: number },
) => {
  const session = at(world.sessions, nth)
  const presented = session && at(session.tokens, token)
  if (session === undefined || presented === undefined) return undefined
  return { session, of: (n: number) => ({ ref: session.refs[n] ?? '', tokens: [presented] }) }
}

const takers: { readonly [Verb in OpenedStep['verb']]: Take<Verb> } = {
  signIn: (world, step) => {
    const [contact, userId] = [contactOf(world, step), randomBytes(6).toString('hex')]
    return begin(world, step, (_, session) => ({ kind: 'sign_in', contact, userId, session }))
  },
  changeContact: async (world, step) => {
    const asking = at(world.sessions, step.from)
    if (asking === undefined) return
    const [contact, audit] = [contactOf(world, step), createDraft()]
    const { userId, refs } = asking
    await begin(world, step, (n, session) => ({
      ...{ kind: 'change_contact', sessionRef: refs[n] ?? '' },
      ...{ userId, contact, session, audit },
    }))
  },
  prove: async (world, { who, ttlMs, action, from }) => {
    const asking = at(world.sessions, from)
    const proof = newProof({ ttlMs, actionHash: at(world.actions, action) })
    const granted = await verify(world, who, (n) => ({ ...proof, sessionRef: asking?.refs[n] }))
    const refs = granted.flatMap((one) => (one?.kind === 'proof' ? [one.ref] : []))
    if (refs.length > 0) world.proofs.push({ refs, tokens: [proof.token] })
  },
  redeem: async (world, { nth, who, action, from, isRightToken }) => {
    const proof = at(world.proofs, nth)
    if (proof === undefined) return
    const tokens = isRightToken ? proof.tokens : [createToken()]
    const [asking, whose] = [at(world.sessions, from), at(world.recipients, who)]
    const asked = {
      ...{ purpose: 'login', tokens, actionHash: at(world.actions, action), audit: createDraft() },
      recipientHashes: whose && [whose],
    }
    await ask(world, (store, n) =>
      store.proofs.redeem({ ...asked, ref: proof.refs[n] ?? '', sessionRef: asking?.refs[n] }),
    )
  },
  find: async (world, { noteEveryMs, ...step }) => {
    const presented = presentedOf(world, step)
    const asked = { noteEveryMs, graceMs, audit: createDraft() }
    if (presented)
      await ask(world, (store, n) => store.sessions.find({ ...presented.of(n), ...asked }))
  },
  rotate: async (world, step) => {
    const presented = presentedOf(world, step)
    const asked = { next: createToken(), graceMs, audit: createDraft() }
    if (presented === undefined) return
    const [answer] = await ask(world, (store, n) =>
      store.sessions.rotate({ ...presented.of(n), ...asked }),
    )
    if (answer === 'rotated') presented.session.tokens.push(asked.next)
  },
  renew: async (world, { nth }) => {
    await takers.rotate(world, { verb: 'rotate', nth, token: 0 })
    await takers.find(world, { verb: 'find', nth, token: 0, noteEveryMs: 0 })
  },
  end: async (world, { nth, isAll }) => {
    const session = at(world.sessions, nth)
    const audit = createDraft()
    if (session)
      await ask(world, (store, n) => {
        const ref = isAll ? undefined : session.refs[n]
        return store.sessions.end({ userId: session.userId, ref, audit })
      })
  },
  rename: async (world, { nth, username, isGuest }) => {
    const session = at(world.sessions, nth)
    const audit = createDraft()
    if (session)
      await ask(world, ({ users }) =>
        users.change({ id: session.userId, username, isGuest, audit }),
      )
  },
  invalidate: async (world, { who }) => {
    const recipientHash = at(world.recipients, who)
    const recipient = recipientHash && { recipientHashes: [recipientHash], challengeLookups: [] }
    const audit = createDraft()
    await ask(world, ({ recipients }) => recipients.invalidate({ recipient, audit }))
  },
  erase: async (world, { who }) => {
    const audit = createDraft()
    const erasure = {
      recipientHashes: [at(world.recipients, who) ?? nobody],
      draft: () => audit,
    }
    // how many rows there were may differ: a sweep that has been here earlier took some
    await ask(world, (store) => erase(store, erasure).then(() => undefined))
  },
  wait: async ({ clock }, { ms }) => clock.advance(ms),
  sweep: async ({ all, clock }) => {
    // longer than anything lives here: before that, a row may stay a little longer on one store
    clock.advance(200_000)
    await Promise.all(all.map((store) => store.sweep({ rowsAtMost: 10_000 })))
  },
}

const take = (world: World, step: OpenedStep): Promise<unknown> =>
  (takers[step.verb] as Take<OpenedStep['verb']>)(world, step)

/** What is told of each event since a moment, but for its place. */
const eventsSince = async ({ audit }: Store, fromMs: number) =>
  (await audit.list({ rowsAtMost: 10_000, fromMs }))
    .map(({ eventId, outcome, atMs }) => [atMs, Buffer.from(eventId).toString('hex'), outcome])
    .toSorted()

const randomHashes = (count: number): readonly Uint8Array[] =>
  Array.from({ length: count }, () => randomBytes(32))

/** What histories come to now and then, or they would show nothing. */
const everyOutcome = [
  ...['redeemed', 'used', 'expired', 'foreign', 'created', 'rotated', 'reused', 'ended'],
  ...['taken', 'changed', 'invalidated'],
]

for (const name of ['sqlite', 'postgres'] as const)
  describe(`K5 what a right code opens on ${name} and in memory`, () => {
    test('the same history gives the same answers and events, whatever the history', async () => {
      const clock = createFakeClock()
      const all = [await stores.memory(clock), await stores[name](clock)]
      const written = new Set<string>()
      await fc.assert(
        fc.asyncProperty(
          fc.array(openedStep, { minLength: 10, maxLength: 80, size: 'max' }),
          async (steps) => {
            const [recipients, actions] = [randomHashes(3), randomHashes(2)]
            const world: World = { all, clock, recipients, actions, sessions: [], proofs: [] }
            clock.advance(100_000)
            const startedAtMs = clock.now()
            for (const step of steps) await take(world, step)
            for (const { userId } of world.sessions)
              await ask(world, ({ sessions }) => sessions.list(userId))
            const [events = []] = await ask(world, (store) => eventsSince(store, startedAtMs))
            for (const [, , outcome] of events) written.add(String(outcome))
          },
        ),
        { numRuns: 150 },
      )
      for (const outcome of everyOutcome) expect(written).toContain(outcome)
      await Promise.all(all.map((store) => store.close()))
    })
  })
