import fc from 'fast-check'

/** Which limits a command takes, by name; see `claims.ts`. */
export const claimNames = [
  'none',
  'recipient',
  'ip',
  'two ips',
  'subject twice',
  'shared small',
  'shared large',
  'shadow',
  'shadow and ip',
] as const

/** A name of {@link claimNames}. */
export type ClaimName = (typeof claimNames)[number]

/** One thing that is done to every store. Who and what are small numbers, so that they meet again. */
export type StoreCommand =
  | {
      readonly kind: 'open'
      readonly recipient: number
      readonly purpose: number
      readonly code: number
      readonly claims: ClaimName
      readonly key: number | undefined
      readonly body: number
      readonly resendMs: number
      readonly maxAttempts: number
      /** What follows at once, if anything. */
      readonly outcome: 'accepted' | 'unknown' | 'refused' | 'nothing'
    }
  | {
      readonly kind: 'settle'
      /** The how-manieth hand-over, counted from the newest. */
      readonly back: number
      readonly outcome: 'accepted' | 'unknown' | 'refused'
    }
  | { readonly kind: 'recall'; readonly key: number; readonly body: number }
  | {
      readonly kind: 'attempt'
      readonly recipient: number
      readonly purpose: number
      readonly code: number
      readonly claims: ClaimName
      readonly hasSmallBudget: boolean
    }
  /** Many sends to people who are asked nothing else, on the limit that everybody shares. */
  | { readonly kind: 'crowd'; readonly count: number }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'sweep' }

/** Mostly the first, so that commands meet. */
const mostly = (first: number, second: number) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant(first) },
    { weight: 1, arbitrary: fc.constant(second) },
  )

const who = {
  recipient: mostly(0, 1),
  purpose: mostly(0, 1),
  code: fc.nat({ max: 2 }),
  claims: fc.oneof(
    { weight: 2, arbitrary: fc.constant<ClaimName>('none') },
    { weight: 3, arbitrary: fc.constantFrom(...claimNames) },
  ),
}

const open: fc.Arbitrary<StoreCommand> = fc.record({
  kind: fc.constant('open' as const),
  ...who,
  key: fc.option(fc.nat({ max: 1 }), { nil: undefined, freq: 3 }),
  body: fc.nat({ max: 1 }),
  resendMs: fc.constantFrom(0, 0, 0, 1_000, 60_000),
  maxAttempts: fc.integer({ min: 1, max: 3 }),
  outcome: fc.constantFrom('accepted', 'accepted', 'accepted', 'unknown', 'refused', 'nothing'),
})

const settle: fc.Arbitrary<StoreCommand> = fc.record({
  kind: fc.constant('settle' as const),
  back: fc.nat({ max: 2 }),
  outcome: fc.constantFrom('accepted', 'unknown', 'refused'),
})

const recall: fc.Arbitrary<StoreCommand> = fc.record({
  kind: fc.constant('recall' as const),
  key: fc.nat({ max: 1 }),
  body: fc.nat({ max: 1 }),
})

const attempt: fc.Arbitrary<StoreCommand> = fc.record({
  kind: fc.constant('attempt' as const),
  ...who,
  hasSmallBudget: fc.boolean(),
})

const advance: fc.Arbitrary<StoreCommand> = fc.record({
  kind: fc.constant('advance' as const),
  ms: fc.constantFrom(
    ...[1, 999, 1_000, 9_999, 10_000, 14_999, 15_000, 30_000, 60_000, 300_000, 3_600_000],
    ...[-1, -1_000, -15_000, -60_000, -3_600_000],
    ...[90_000_000, 4_000_000_000],
  ),
})

const crowd: fc.Arbitrary<StoreCommand> = fc.record({
  kind: fc.constant('crowd' as const),
  count: fc.integer({ min: 20, max: 50 }),
})

/** How long codes of a purpose live: a policy, the same for every send. */
export const ttlMsOf = (purpose: number): number => (purpose === 0 ? 300_000 : 30_000)

/** Commands in an order in which something happens. */
export const commandLists = (most: number): fc.Arbitrary<readonly StoreCommand[]> =>
  fc.array(
    fc.oneof(
      { weight: 10, arbitrary: open },
      { weight: 3, arbitrary: settle },
      { weight: 2, arbitrary: recall },
      { weight: 10, arbitrary: attempt },
      { weight: 6, arbitrary: advance },
      { weight: 1, arbitrary: fc.constant<StoreCommand>({ kind: 'sweep' }) },
      { weight: 1, arbitrary: crowd },
    ),
    { minLength: 1, maxLength: most },
  )
