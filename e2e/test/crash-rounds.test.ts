import { describe, expect, test } from 'vitest'
import { describeFinding } from '../checker/finding.ts'
import { proveStore, type StoreKind } from '../prove/crash-rounds.ts'
import { unknownCalls } from '../prove/tally.ts'

/** The long form is `npm run prove`: a hundred rounds on each. */
const rounds = 3

const stores: readonly StoreKind[] = ['sqlite', 'postgres']

describe('A1 A2 A4 A6 B1 B8 B13 D8 K1 L1 through kill -9 of servers and database, no answer contradicts another', () => {
  for (const store of stores)
    test(`on ${store}, in ${rounds} rounds of three servers under load`, async () => {
      const tally = await proveStore({
        ...{ store, rounds, servers: 3, secondsPerRound: 1 },
        seed: `npm test ${store}`,
      })
      expect(tally.violations.map(({ finding }) => describeFinding(finding))).toEqual([])
      expect(tally.rounds).toBe(rounds)
      expect(tally.serverKills + tally.databaseKills).toBeGreaterThanOrEqual(rounds)
      expect(tally.databaseKills > 0).toBe(store === 'postgres')
      expect(tally.challengesChecked).toBeGreaterThan(10)
      expect(tally.calls['verify verified'] ?? 0).toBeGreaterThan(5)
      expect(unknownCalls(tally)).toBeLessThan(tally.challengesChecked)
    })
})
