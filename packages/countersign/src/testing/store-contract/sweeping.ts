import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Store } from '../../ports/store.ts'
import type { Guarantee } from './contract-case.ts'
import { createClaim, createLimit, createParty } from './party.ts'

const hourMs = 3_600_000

/** Sweeps in small steps until a step reaches the end; how many rows went. */
export const sweepAll = async (store: Store): Promise<number> => {
  let removed = 0
  for (let step = 0; step < 1000; step++) {
    const result = await store.sweep({ rowsAtMost: 7 })
    removed += result.removed
    if (result.isAtEnd) break
  }
  return removed
}

/** What holds for cleaning up. */
export const sweepGuarantees: readonly Guarantee[] = [
  [
    'C5 L3 rows of every kind go when they have ended, in steps, and nothing that still counts goes',
    async (under) => {
      const budget = { claims: [createClaim({ slot: 1 })], inARow: 100, rememberMs: hourMs }
      const limits = [createLimit({ max: 1, windowMs: 2 * hourMs })]
      const idempotency = { lookup: randomBytes(32), bodyHash: randomBytes(32), ttlMs: hourMs }
      const [old, good] = [createParty(under), createParty(under)]
      for (let n = 0; n < 20; n++)
        await createParty(under).send('111111', { limits: [createLimit()] })
      await old.send('111111', { limits, idempotency })
      await old.attempt('000000', { budget })
      assert.equal(await sweepAll(under.store), 0)

      under.clock.advance(hourMs)
      await good.send('222222')
      // 20 challenges with a limit each, one challenge, one request, one failure count.
      assert.equal(await sweepAll(under.store), 43)
      assert.equal(await good.attempt('222222'), 'verified')
      assert.equal((await old.open('333333', { limits })).result.kind, 'limited')
    },
  ],
  [
    'C5 a lock, a cool-down and a limit outlive any number of sweeps',
    async (under) => {
      const claim = createClaim({ name: 'recipient', slot: 7200, max: 1, windowMs: hourMs })
      const [locked, limited] = [createParty(under), createParty(under)]
      await locked.send('111111', { maxAttempts: 1 })
      await locked.attempt('000000')
      await limited.send('111111', { ttlMs: 1000, resendMs: 0, recipientClaims: [claim] })
      under.clock.advance(299_999)
      await sweepAll(under.store)
      assert.equal(await locked.attempt('111111'), 'locked')
      const again = await limited.open('222222', { resendMs: 0, recipientClaims: [claim] })
      assert.equal(again.result.kind, 'limited')
    },
  ],
]
