import fc from 'fast-check'

const who = fc.nat({ max: 2 })
const code = fc.constantFrom('111111', '222222')

/** One step of a history: what a person, a provider, an operator or time may do. */
export const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      verb: fc.constant('open' as const),
      who,
      code,
      isShared: fc.boolean(),
      isHandedOver: fc.constantFrom(true, true, false),
      key: fc.option(fc.nat({ max: 2 }), { nil: undefined }),
      resendMs: fc.constantFrom(0, 0, 5000),
      maxAttempts: fc.integer({ min: 1, max: 3 }),
      ttlMs: fc.constantFrom(4000, 60_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      verb: fc.constant('settle' as const),
      of: fc.nat(),
      outcome: fc.constantFrom('accepted' as const, 'unknown' as const, 'refused' as const),
      isOptOut: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      verb: fc.constant('off' as const),
      what: fc.constantFrom(
        ...([
          ['all', null],
          ['purpose', 'purpose 0'],
          ['country', 'GH'],
          ['channel', 'sms'],
          ['integration', 'arkesel'],
          ['integration', 'twilio'],
        ] as const),
      ),
      forMs: fc.constantFrom(undefined, 900, 900, 15_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ verb: fc.constant('on' as const), nth: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      verb: fc.constant('turn' as const),
      id: fc.constantFrom('arkesel', 'twilio', 'resend'),
      otpEnabled: fc.boolean(),
      settings: fc.constantFrom(undefined, '{}', '{"senderId":"Acme"}'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      verb: fc.constant('report' as const),
      integration: fc.constantFrom('arkesel', 'arkesel', 'twilio'),
      of: fc.nat(),
      byName: fc.boolean(),
      state: fc.constantFrom(...(['sent', 'failed', 'delivered', 'bounced'] as const)),
      isSuppressing: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      verb: fc.constant('call' as const),
      of: fc.nat(),
      how: fc.constantFrom('again' as const, 'beside' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant('clear' as const), who }) },
  {
    weight: 5,
    arbitrary: fc.record({
      verb: fc.constant('attempt' as const),
      who,
      code,
      isLimited: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      verb: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 900, 3100, 15_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant('sweep' as const) }) },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant('unlock' as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      verb: fc.constant('invalidate' as const),
      who: fc.option(who, { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant('erase' as const), who }) },
)

/** One of {@link step}. */
export type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never
