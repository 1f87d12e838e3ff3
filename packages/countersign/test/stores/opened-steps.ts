import fc from 'fast-check'

const who = fc.nat({ max: 2 })
const kind = fc.constantFrom('phone' as const, 'phone' as const, 'email' as const)
/** The how-manieth that there is, counted from the newest. */
const nth = fc.constantFrom(0, 0, 0, 1, 1, 2, 5)
const ttlMs = fc.constantFrom(3000, 60_000, 60_000)
const token = fc.constantFrom(0, 0, 0, 1, 1, 2)
const maybe = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary: value })

const session = fc.record({
  ttlMs: fc.constantFrom(5000, 60_000, 60_000, 60_000),
  idleMs: fc.constantFrom(5000, 60_000, 60_000, 60_000),
  sessionsAtMost: fc.integer({ min: 1, max: 3 }),
})

const steps = {
  signIn: fc.record({ who, kind, session }),
  prove: fc.record({ who, ttlMs, action: maybe(fc.nat({ max: 1 })), from: maybe(nth) }),
  changeContact: fc.record({ who, kind, session, from: nth }),
  redeem: fc.record({
    ...{ nth, who: maybe(who), action: maybe(fc.nat({ max: 1 })), from: maybe(nth) },
    isRightToken: fc.constantFrom(true, true, true, false),
  }),
  find: fc.record({ nth, token, noteEveryMs: fc.constantFrom(0, 2000) }),
  rotate: fc.record({ nth, token }),
  renew: fc.record({ nth }),
  end: fc.record({ nth, isAll: fc.boolean() }),
  rename: fc.record({
    nth,
    username: maybe(fc.constantFrom('ama', 'kofi')),
    isGuest: maybe(fc.boolean()),
  }),
  invalidate: fc.record({ who: maybe(who) }),
  erase: fc.record({ who }),
  wait: fc.record({ ms: fc.constantFrom(1, 900, 1100, 3100) }),
  sweep: fc.record({}),
}

/** How often a step is taken that others build on, or that needs several tries to meet something. */
const weights: Partial<Record<keyof typeof steps, number>> = {
  ...{
    signIn: 8,
    find: 20,
    rotate: 5,
    renew: 8,
    redeem: 8,
    prove: 8,
    changeContact: 4,
    wait: 10,
    rename: 4,
  },
}

type ValueOf<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never

/** What a session may be. */
export type SessionSettings = ValueOf<typeof session>

/** One step of a history of proofs, users and sessions. */
export type OpenedStep = {
  [Verb in keyof typeof steps]: { readonly verb: Verb } & ValueOf<(typeof steps)[Verb]>
}[keyof typeof steps]

/** Every kind of step. */
export const openedStep: fc.Arbitrary<OpenedStep> = fc.oneof(
  ...(Object.keys(steps) as (keyof typeof steps)[]).map((verb) => ({
    weight: weights[verb] ?? 1,
    arbitrary: (steps[verb] as fc.Arbitrary<object>).map(
      (values) => ({ verb, ...values }) as OpenedStep,
    ),
  })),
)
