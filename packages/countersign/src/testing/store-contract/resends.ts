import assert from 'node:assert/strict'
import type { Guarantee } from './contract-case.ts'
import { createParty } from './party.ts'

const atOnce = { resendMs: 0 }

/** What holds when a second code follows a first. */
export const resendGuarantees: readonly Guarantee[] = [
  [
    'A6 a new code makes the old one invalid once it is accepted, and not before',
    async (under) => {
      const party = createParty(under)
      await party.send('111111', { ...atOnce, maxAttempts: 9 })
      const second = await party.open('222222', atOnce)
      assert.equal(await party.attempt('222222'), 'wrong')
      await party.settle(second, 'accepted')
      assert.equal(await party.attempt('111111'), 'wrong')
      assert.equal(await party.attempt('222222'), 'verified')
    },
  ],
  [
    'A4 whoever opens is told whether an earlier code stays the valid one until it is settled',
    async (under) => {
      const party = createParty(under)
      const isBeside = async (code: string) => {
        const { result } = await party.open(code, atOnce)
        return result.kind === 'opened' ? result.isBeside : result.kind
      }
      assert.equal(await isBeside('111111'), false)
      assert.equal(await isBeside('222222'), true)
      assert.equal(await party.attempt('111111'), 'verified')
      assert.equal(await isBeside('333333'), false)
    },
  ],
  [
    'B2 a refused hand-over leaves the old code good and the new one dead',
    async (under) => {
      const party = createParty(under)
      await party.send('111111', atOnce)
      await party.settle(await party.open('222222', atOnce), 'refused')
      assert.equal(await party.attempt('222222'), 'wrong')
      assert.equal(await party.attempt('111111'), 'verified')
    },
  ],
  [
    'B2 a refused first hand-over leaves no code and gives the cool-down back',
    async (under) => {
      const party = createParty(under)
      await party.settle(await party.open('111111'), 'refused')
      assert.equal(await party.attempt('111111'), 'unknown')
      assert.equal((await party.send('222222')).kind, 'opened')
    },
  ],
  [
    'B8 a first hand-over that is refused late leaves the cool-down of the second code as it is',
    async (under) => {
      const party = createParty(under)
      const waiting = { resendMs: 5000 }
      const first = await party.open('111111', waiting)
      under.clock.advance(9000)
      const second = await party.open('222222', waiting)
      under.clock.advance(1000)
      await party.settle(first, 'refused')
      const third = await party.open('333333', waiting)
      assert.deepEqual(third.result, { kind: 'cooling_down', waitMs: 4000 })
      await party.settle(second, 'accepted')
      assert.equal(await party.attempt('222222'), 'verified')
    },
  ],
  [
    'A6 B2 a settlement that does not say whether the code was alone comes to the same',
    async (under) => {
      const silent = { saysBeside: false }
      const [alone, beside] = [createParty(under), createParty(under)]
      await alone.settle(await alone.open('111111'), 'refused', silent)
      assert.equal(await alone.attempt('111111'), 'unknown')
      await alone.settle(await alone.open('222222'), 'accepted', silent)
      assert.equal(await alone.attempt('222222'), 'verified')
      await beside.send('111111', atOnce)
      await beside.settle(await beside.open('222222', atOnce), 'refused', silent)
      await beside.settle(await beside.open('333333', atOnce), 'accepted', silent)
      assert.equal(await beside.attempt('111111'), 'wrong')
      assert.equal(await beside.attempt('333333'), 'verified')
    },
  ],
  [
    'B3 after an unknown outcome the new code is the good one, and the only one',
    async (under) => {
      const party = createParty(under)
      await party.send('111111', atOnce)
      await party.settle(await party.open('222222', atOnce), 'unknown')
      assert.equal(await party.attempt('111111'), 'wrong')
      assert.equal(await party.attempt('222222'), 'verified')
    },
  ],
  [
    'B3 a hand-over that nobody settled counts as unknown when its time is over',
    async (under) => {
      const party = createParty(under)
      await party.send('111111', atOnce)
      await party.open('222222', atOnce)
      under.clock.advance(14_999)
      assert.equal(await party.attempt('222222'), 'wrong')
      under.clock.advance(1)
      assert.equal(await party.attempt('111111'), 'wrong')
      assert.equal(await party.attempt('222222'), 'verified')
    },
  ],
  [
    'A11 a success ends the code that is still on its way',
    async (under) => {
      const party = createParty(under)
      await party.send('111111', atOnce)
      const second = await party.open('222222', atOnce)
      assert.equal(await party.attempt('111111'), 'verified')
      await party.settle(second, 'accepted')
      assert.equal(await party.attempt('222222'), 'used')
    },
  ],
  [
    'A14 settling a hand-over that another has replaced changes nothing',
    async (under) => {
      const party = createParty(under)
      const first = await party.open('111111', atOnce)
      const second = await party.open('222222', atOnce)
      await party.settle(second, 'accepted')
      await party.settle(first, 'refused')
      assert.equal(await party.attempt('222222'), 'verified')
      await party.settle(second, 'accepted')
      assert.equal(await party.attempt('222222'), 'used')
    },
  ],
  [
    'B8 a send within the cool-down is refused with the true wait',
    async (under) => {
      const party = createParty(under)
      await party.send('111111')
      under.clock.advance(59_000)
      const early = await party.open('222222')
      assert.deepEqual(early.result, { kind: 'cooling_down', waitMs: 1000 })
      assert.equal(await party.attempt('111111'), 'verified')
      under.clock.advance(1000)
      assert.equal((await party.send('222222')).kind, 'opened')
      assert.equal(await party.attempt('222222'), 'verified')
    },
  ],
  [
    'B8 of fifty sends at the same moment exactly one passes the cool-down',
    async (under) => {
      const party = createParty(under)
      const sends = Array.from({ length: 50 }, (_, n) => party.open(String(100_000 + n)))
      const answers = (await Promise.all(sends)).map(({ result }) => result.kind)
      assert.equal(answers.filter((kind) => kind === 'opened').length, 1)
    },
  ],
  [
    'L6 a clock that steps back prolongs no code',
    async (under) => {
      const party = createParty(under)
      await party.send('111111', { ttlMs: 300_000 })
      under.clock.advance(300_000)
      assert.equal(await party.attempt('111111'), 'expired')
      under.clock.advance(-60_000)
      assert.equal((await party.open('222222')).result.kind, 'opened')
    },
  ],
]
