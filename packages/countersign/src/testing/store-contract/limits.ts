import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { LimitStanding } from '../../ports/store.ts'
import type { Guarantee, StoreUnderTest } from './contract-case.ts'
import { createClaim, createLimit, createParty, type OpenChanges } from './party.ts'

/** Sends to a new recipient, so that only shared limits can refuse. */
const sendToSomebody = (under: StoreUnderTest, changes: OpenChanges) =>
  createParty(under).send('111111', changes)

const hashFrom = (first: number): Uint8Array => {
  const hash = randomBytes(32)
  hash[0] = first
  return hash
}

const openedAmong = (results: readonly { readonly kind: string }[]) =>
  results.filter(({ kind }) => kind === 'opened').length

/** What holds for limits. */
export const limitGuarantees: readonly Guarantee[] = [
  [
    'B1 a hundred sends at the same moment pass a limit exactly max times',
    async (under) => {
      const limits = [createLimit({ max: 7 })]
      const sends = Array.from({ length: 100 }, () => sendToSomebody(under, { limits }))
      assert.equal(openedAmong(await Promise.all(sends)), 7)
    },
  ],
  [
    'B2 the window slides: a place is free again when its own event leaves, not all at once',
    async (under) => {
      const limits = [createLimit({ max: 2, windowMs: 60_000 })]
      await sendToSomebody(under, { limits })
      under.clock.advance(40_000)
      await sendToSomebody(under, { limits })
      under.clock.advance(19_999)
      const early = await sendToSomebody(under, { limits })
      assert.deepEqual(early, { kind: 'limited', claim: limits[0]?.claims[0], waitMs: 1 })
      under.clock.advance(1)
      assert.equal((await sendToSomebody(under, { limits })).kind, 'opened')
      const next = await sendToSomebody(under, { limits })
      assert.deepEqual(next, { kind: 'limited', claim: limits[0]?.claims[0], waitMs: 40_000 })
    },
  ],
  [
    'B1 a limit too large to log each event never lets more than max through in any window',
    async (under) => {
      const claim = { max: 100, windowMs: 60_000 }
      const limits = [createLimit(claim)]
      const acceptedAtMs: number[] = []
      for (let round = 0; round < 130; round++) {
        const sends = Array.from({ length: 4 }, () => sendToSomebody(under, { limits }))
        const opened = openedAmong(await Promise.all(sends))
        acceptedAtMs.push(...Array.from({ length: opened }, () => under.clock.now()))
        under.clock.advance(1234)
      }
      for (const endMs of acceptedAtMs) {
        const within = acceptedAtMs.filter((at) => at > endMs - claim.windowMs && at <= endMs)
        assert.ok(within.length <= claim.max, `${within.length} within one window`)
      }
      assert.ok(acceptedAtMs.length >= 200, `only ${acceptedAtMs.length} passed in all`)
    },
  ],
  [
    'B2 a limit that refuses takes nothing from the others',
    async (under) => {
      const [wide, narrow] = [createLimit({ max: 2 }), createLimit({ max: 1 })]
      await sendToSomebody(under, { limits: [narrow] })
      for (let n = 0; n < 5; n++) await sendToSomebody(under, { limits: [wide, narrow] })
      assert.equal((await sendToSomebody(under, { limits: [wide] })).kind, 'opened')
      assert.equal((await sendToSomebody(under, { limits: [wide] })).kind, 'opened')
      assert.equal((await sendToSomebody(under, { limits: [wide] })).kind, 'limited')
    },
  ],
  [
    'B2 a refused challenge takes nothing from any limit',
    async (under) => {
      const limits = [createLimit({ max: 2 })]
      const party = createParty(under)
      await party.send('111111', { limits })
      for (let n = 0; n < 5; n++)
        assert.equal((await party.send('2', { limits })).kind, 'cooling_down')
      assert.equal((await sendToSomebody(under, { limits })).kind, 'opened')
    },
  ],
  [
    'B2 what refused sends would have taken is there for the others at the same moment',
    async (under) => {
      const limits = [createLimit({ max: 20 }), createLimit({ max: 3 })]
      const party = createParty(under)
      await party.send('111111')
      const [refused, others] = await Promise.all([
        Promise.all(Array.from({ length: 5 }, () => party.send('222222', { limits }))),
        Promise.all(Array.from({ length: 3 }, () => sendToSomebody(under, { limits }))),
      ])
      assert.equal(openedAmong(refused), 0)
      assert.equal(openedAmong(others), 3)
      const wide = limits.slice(0, 1)
      const rest = Array.from({ length: 40 }, () => sendToSomebody(under, { limits: wide }))
      assert.equal(openedAmong(await Promise.all(rest)), 17)
    },
  ],
  [
    'B1 B2 where purposes allow different numbers on one key, what one did not use is there for the other',
    async (under) => {
      // stores may run verbs in the order of recipients
      for (const [first, last] of [
        [0, 255],
        [255, 0],
      ] as const) {
        const wide = createLimit({ max: 10 })
        const narrow = { ...wide, claims: [createClaim({ max: 3 })] }
        const cooling = Array.from({ length: 5 }, () => createParty(under, hashFrom(first)))
        await Promise.all(cooling.map((party) => party.send('111111')))
        const others = Array.from({ length: 4 }, () => createParty(under, hashFrom(last)))
        const [refused, sent] = await Promise.all([
          Promise.all(cooling.map((party) => party.send('222222', { limits: [wide] }))),
          Promise.all(others.map((party) => party.send('111111', { limits: [narrow] }))),
        ])
        assert.deepEqual([openedAmong(refused), openedAmong(sent)], [0, 3])
        const rest = Array.from({ length: 9 }, () => sendToSomebody(under, { limits: [wide] }))
        assert.equal(openedAmong(await Promise.all(rest)), 7)
      }
    },
  ],
  [
    'A9 B2 a refused hand-over gives back every limit it took',
    async (under) => {
      const recipientClaims = [
        createClaim({ name: 'recipient', slot: 7200, max: 1, windowMs: 3_600_000 }),
      ]
      const changes = { limits: [createLimit({ max: 1 })], recipientClaims }
      const party = createParty(under)
      for (let n = 0; n < 3; n++) {
        await party.settle(await party.open('111111', changes), 'refused')
        under.clock.advance(10)
      }
      assert.equal((await party.send('222222', changes)).kind, 'opened')
      assert.equal((await sendToSomebody(under, { limits: changes.limits })).kind, 'limited')
    },
  ],
  [
    'B3 an unknown outcome gives nothing back',
    async (under) => {
      const limits = [createLimit({ max: 1 })]
      const party = createParty(under)
      await party.settle(await party.open('111111', { limits }), 'unknown')
      assert.equal((await sendToSomebody(under, { limits })).kind, 'limited')
    },
  ],
  [
    'D7 sends to one recipient are limited over all its codes',
    async (under) => {
      const claim = createClaim({ name: 'recipient', slot: 7200, max: 3, windowMs: 3_600_000 })
      const changes = { resendMs: 0, recipientClaims: [claim] }
      const party = createParty(under)
      for (const code of ['111111', '222222', '333333']) {
        assert.equal((await party.send(code, changes)).kind, 'opened')
        assert.equal(await party.attempt(code), 'verified')
        under.clock.advance(1000)
      }
      const refused = await party.send('444444', changes)
      assert.deepEqual(refused, { kind: 'limited', claim, waitMs: 3_597_000 })
    },
  ],
  [
    'E6 verifications are limited whether or not a code is outstanding, and a refused one counts no attempt',
    async (under) => {
      const recipientClaims = [
        createClaim({ name: 'recipient', slot: 7201, max: 2, windowMs: 3_600_000 }),
      ]
      const [known, stranger] = [createParty(under), createParty(under)]
      await known.send('111111', { ttlMs: 7_200_000, maxAttempts: 3 })
      for (const party of [known, stranger])
        for (let n = 0; n < 2; n++) await party.attempt('222222', { recipientClaims })
      for (const party of [known, stranger])
        assert.equal(await party.attempt('111111', { recipientClaims }), 'limited')
      under.clock.advance(3_600_000)
      assert.equal(await known.attempt('111111', { recipientClaims }), 'verified')
      assert.equal(await stranger.attempt('111111', { recipientClaims }), 'unknown')
    },
  ],
  [
    'C3 verifications of one address are limited over all recipients',
    async (under) => {
      const limits = [createLimit({ slot: 121, max: 10 })]
      const attempts = Array.from({ length: 40 }, () =>
        createParty(under).attempt('111111', { limits }),
      )
      const kinds = await Promise.all(attempts)
      assert.equal(kinds.filter((kind) => kind === 'unknown').length, 10)
      assert.equal(kinds.filter((kind) => kind === 'limited').length, 30)
    },
  ],
  [
    'B1 E8 of sends at the same moment each knows how many it left to the others',
    async (under) => {
      const limits = [createLimit({ max: 8 })]
      const sends = Array.from({ length: 5 }, () => sendToSomebody(under, { limits }))
      const standings = (await Promise.all(sends)).flatMap((result) =>
        result.kind === 'opened' ? result.standings : [],
      )
      assert.deepEqual(
        standings.map(({ remaining }) => remaining).toSorted((one, other) => one - other),
        [3, 4, 5, 6, 7],
      )
    },
  ],
  [
    'E8 an answer says how many are left and when there are more',
    async (under) => {
      const limits = [createLimit({ name: 'ip', max: 2, windowMs: 60_000 })]
      const standingOf = async (): Promise<LimitStanding | undefined> => {
        const result = await sendToSomebody(under, { limits })
        return result.kind === 'opened' ? result.standings[0] : undefined
      }
      const fixed = { name: 'ip', max: 2, windowMs: 60_000 }
      assert.deepEqual(await standingOf(), { ...fixed, remaining: 1, resetMs: 60_000 })
      under.clock.advance(10_000)
      assert.deepEqual(await standingOf(), { ...fixed, remaining: 0, resetMs: 50_000 })
    },
  ],
]
