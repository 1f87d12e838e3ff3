import assert from 'node:assert/strict'
import type { Guarantee } from './contract-case.ts'
import { createLimit, createParty } from './party.ts'

/** What holds for limits that only watch. */
export const shadowGuarantees: readonly Guarantee[] = [
  [
    'B2 SP-10 a shadow limit counts and reports, and refuses nobody',
    async (under) => {
      const limits = [createLimit({ max: 2, isShadow: true })]
      const exceeded: boolean[] = []
      for (let n = 0; n < 4; n++) {
        const result = await createParty(under).send('111111', { limits })
        assert.equal(result.kind, 'opened')
        const [standing] = result.kind === 'opened' ? result.standings : []
        exceeded.push(standing?.isExceededShadow === true)
      }
      assert.deepEqual(exceeded, [false, false, true, true])
    },
  ],
  [
    'B2 a shared limit is exact like any other',
    async (under) => {
      const limits = [{ ...createLimit({ name: 'global', max: 83 }), isShared: true }]
      const sends = Array.from({ length: 200 }, () => createParty(under).send('1', { limits }))
      const results = await Promise.all(sends)
      assert.equal(results.filter(({ kind }) => kind === 'opened').length, 83)
      for (const result of results)
        if (result.kind === 'limited') assert.equal(result.waitMs, 60_000)
      under.clock.advance(61_000)
      assert.equal((await createParty(under).send('1', { limits })).kind, 'opened')
    },
  ],
]
