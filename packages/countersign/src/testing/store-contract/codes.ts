import assert from 'node:assert/strict'
import type { Guarantee } from './contract-case.ts'
import { createParty } from './party.ts'

const times = <Result>(count: number, make: () => Result): readonly Result[] =>
  Array.from({ length: count }, make)

/** What holds for one code. */
export const codeGuarantees: readonly Guarantee[] = [
  [
    'A6 a code verifies once',
    async (under) => {
      const party = createParty(under)
      await party.send('111111')
      assert.equal(await party.attempt('111111'), 'verified')
      assert.equal(await party.attempt('111111'), 'used')
    },
  ],
  [
    'A1 of fifty right attempts at the same moment exactly one verifies',
    async (under) => {
      const party = createParty(under)
      await party.send('111111')
      const answers = await Promise.all(times(50, () => party.attempt('111111')))
      assert.equal(answers.filter((kind) => kind === 'verified').length, 1)
      assert.equal(answers.filter((kind) => kind === 'used').length, 49)
    },
  ],
  [
    'A2 of two hundred wrong attempts at the same moment only maxAttempts are compared',
    async (under) => {
      const party = createParty(under)
      await party.send('111111', { maxAttempts: 3 })
      const answers = await Promise.all(times(200, () => party.attempt('222222')))
      assert.equal(answers.filter((kind) => kind === 'wrong').length, 3)
      assert.equal(answers.filter((kind) => kind === 'locked').length, 197)
      assert.equal(await party.attempt('111111'), 'locked')
    },
  ],
  [
    'A2 the right code on the last attempt still verifies',
    async (under) => {
      const party = createParty(under)
      await party.send('111111', { maxAttempts: 2 })
      assert.equal(await party.attempt('222222'), 'wrong')
      assert.equal(await party.attempt('111111'), 'verified')
    },
  ],
  [
    'A5 a code is good until the millisecond before it expires, and not after',
    async (under) => {
      const [early, late] = [createParty(under), createParty(under)]
      await early.send('111111', { ttlMs: 300_000 })
      await late.send('111111', { ttlMs: 300_000 })
      under.clock.advance(299_999)
      assert.equal(await early.attempt('111111'), 'verified')
      under.clock.advance(1)
      assert.equal(await late.attempt('111111'), 'expired')
    },
  ],
  [
    'A6 a code is good for its own challenge only',
    async (under) => {
      const [ama, kofi] = [createParty(under), createParty(under)]
      await ama.send('111111')
      await kofi.send('222222')
      assert.equal(await kofi.attempt('111111'), 'wrong')
      assert.equal(await createParty(under).attempt('111111'), 'unknown')
      assert.equal(await ama.attempt('111111'), 'verified')
    },
  ],
  [
    'A10 D8 a locked challenge refuses every attempt and every send until the code expires',
    async (under) => {
      const party = createParty(under)
      await party.send('111111', { maxAttempts: 1, resendMs: 0, ttlMs: 300_000 })
      await party.attempt('222222')
      under.clock.advance(299_000)
      assert.equal(await party.attempt('111111'), 'locked')
      const refused = await party.open('333333', { resendMs: 0 })
      assert.deepEqual(refused.result, { kind: 'locked', waitMs: 1000 })
      under.clock.advance(1000)
      assert.equal((await party.send('333333', { resendMs: 0 })).kind, 'opened')
      assert.equal(await party.attempt('333333'), 'verified')
    },
  ],
  [
    'B6 a code made with an older key verifies while that key is still known',
    async (under) => {
      const [known, retired] = [createParty(under), createParty(under)]
      await known.send('111111', { keyId: 'code-0' })
      await retired.send('111111', { keyId: 'code-0' })
      assert.equal(await known.attempt('111111', { keyIds: ['code-1', 'code-0'] }), 'verified')
      assert.equal(await retired.attempt('111111', { keyIds: ['code-1'] }), 'wrong')
    },
  ],
]
