import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { FailureBudget } from '../../ports/store.ts'
import type { Guarantee, StoreUnderTest } from './contract-case.ts'
import { createClaim, createParty, type Party } from './party.ts'

const hourMs = 3_600_000

const budget = (changes: Partial<FailureBudget> = {}): FailureBudget => ({
  claims: [createClaim({ name: 'failures', slot: 1, max: 4, windowMs: hourMs })],
  inARow: 100,
  rememberMs: 30 * 24 * hourMs,
  ...changes,
})

/** One recipient with a purpose each. */
const createPurposes = (under: StoreUnderTest, count: number): readonly Party[] => {
  const recipient = randomBytes(32)
  return Array.from({ length: count }, () => createParty(under, recipient))
}

const resend = { resendMs: 0, maxAttempts: 2 }

/** What holds for wrong codes over everything a recipient is sent. */
export const failureGuarantees: readonly Guarantee[] = [
  [
    'A3 F1 wrong codes add up over resends and purposes, until the window moves on',
    async (under) => {
      const [login, reset] = createPurposes(under, 2) as [Party, Party]
      await login.send('111111', resend)
      assert.equal(await login.attempt('000000', { budget: budget() }), 'wrong')
      await login.send('222222', resend)
      assert.equal(await login.attempt('000000', { budget: budget() }), 'wrong')
      under.clock.advance(1000)
      await reset.send('333333', resend)
      assert.equal(await reset.attempt('000000', { budget: budget() }), 'wrong')
      assert.equal(await login.attempt('000000', { budget: budget() }), 'wrong')
      under.clock.advance(hourMs - 2000)
      const late = { ...resend, ttlMs: hourMs }
      await reset.send('444444', late)
      assert.equal(await reset.attempt('444444', { budget: budget() }), 'over_budget')
      under.clock.advance(1000)
      assert.equal(await reset.attempt('444444', { budget: budget() }), 'verified')
    },
  ],
  [
    'A3 F1 of a hundred wrong codes at the same moment only the budget is compared',
    async (under) => {
      const purposes = createPurposes(under, 10)
      await Promise.all(purposes.map((party) => party.send('111111', { maxAttempts: 10 })))
      const attempts = purposes.flatMap((party) =>
        Array.from({ length: 10 }, () => party.attempt('000000', { budget: budget() })),
      )
      const kinds = await Promise.all(attempts)
      assert.equal(kinds.filter((kind) => kind === 'wrong').length, 4)
      assert.equal(kinds.filter((kind) => kind === 'over_budget').length, 96)
    },
  ],
  [
    'A3 F1 a success clears the count',
    async (under) => {
      const [login, reset] = createPurposes(under, 2) as [Party, Party]
      await login.send('111111', { maxAttempts: 9 })
      for (let n = 0; n < 3; n++) await login.attempt('000000', { budget: budget() })
      assert.equal(await login.attempt('111111', { budget: budget() }), 'verified')
      await reset.send('222222', { maxAttempts: 9 })
      for (let n = 0; n < 4; n++)
        assert.equal(await reset.attempt('000000', { budget: budget() }), 'wrong')
    },
  ],
  [
    'A3 F1 too many in a row close a recipient, and time alone does not open it',
    async (under) => {
      const party = createParty(under)
      const strict = budget({ inARow: 6 })
      for (let n = 0; n < 6; n++) {
        await party.send('111111', { resendMs: 0, ttlMs: hourMs })
        assert.equal(await party.attempt('000000', { budget: strict }), 'wrong')
        under.clock.advance(hourMs)
      }
      under.clock.advance(400 * 24 * hourMs)
      await under.store.sweep({ rowsAtMost: 1000 })
      await party.send('222222', { ttlMs: hourMs })
      assert.equal(await party.attempt('222222', { budget: strict }), 'over_budget')
    },
  ],
  [
    'J1 wrong codes for one recipient cost nobody else anything',
    async (under) => {
      const [ama, kofi] = [createParty(under), createParty(under)]
      await ama.send('111111', { maxAttempts: 9 })
      await kofi.send('222222')
      for (let n = 0; n < 9; n++) await ama.attempt('000000', { budget: budget() })
      assert.equal(await kofi.attempt('222222', { budget: budget() }), 'verified')
    },
  ],
]
