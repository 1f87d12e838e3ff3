import assert from 'node:assert/strict'
import type { Store } from 'countersign'
import { createFakeClock, type FakeClock } from 'countersign/testing'
import { createLimit, createParty, type Party } from '../../src/testing/store-contract/party.ts'

/** Two stores on one database, as two processes have them. */
export interface SharedStores {
  readonly clock: FakeClock
  readonly stores: readonly [Store, Store]
  /** Counts challenges that somebody else can see. */
  countChallenges(): Promise<number>
}

/** Opens two stores on one empty database. */
export type OpenShared = (
  clock: FakeClock,
) => Promise<Pick<SharedStores, 'stores' | 'countChallenges'>>

const guarantees: readonly (readonly [string, (shared: SharedStores) => Promise<void>])[] = [
  [
    'K7 B1 a limit is exact over two stores on one database',
    async ({ clock, stores }) => {
      const limits = [createLimit({ max: 5 })]
      const sends = Array.from({ length: 60 }, (_, n) =>
        createParty({ store: stores[n % 2 === 0 ? 0 : 1], clock }).send('111111', { limits }),
      )
      const kinds = (await Promise.all(sends)).map(({ kind }) => kind)
      assert.equal(kinds.filter((kind) => kind === 'opened').length, 5)
    },
  ],
  [
    'B6 A1 two stores that rename a code at the same moment let it verify once',
    async ({ clock, stores }) => {
      let turn = 0
      const next = (): Store => stores[turn++ % 2 === 0 ? 0 : 1]
      const both: Store = { ...stores[0], attempt: (request) => next().attempt(request) }
      const [old, renamed] = [1, 2].map(() => createParty({ store: both, clock })) as [Party, Party]
      const challenges = [{ from: old.challenge, to: renamed.challenge }]
      await old.send('111111', { maxAttempts: 100 })
      const attempts = Array.from({ length: 60 }, async () => {
        await next().rekey({ challenges, limits: [], requests: [] })
        return renamed.attempt('111111')
      })
      const kinds = await Promise.all(attempts)
      assert.equal(kinds.filter((kind) => kind === 'verified').length, 1)
      assert.equal(kinds.filter((kind) => kind === 'used').length, 59)
    },
  ],
  [
    'K1 what a verb wrote is committed when it resolves',
    async ({ clock, stores, countChallenges }) => {
      for (let n = 1; n <= 20; n++) {
        await createParty({ store: stores[0], clock }).open('111111')
        assert.equal(await countChallenges(), n)
      }
    },
  ],
]

/** What holds for several stores on one database, as cases for any test runner. */
export const sharingCases = (open: OpenShared) =>
  guarantees.map(([title, check]) => ({
    title,
    run: async () => {
      const clock = createFakeClock()
      const shared = await open(clock)
      try {
        await check({ clock, ...shared })
      } finally {
        await Promise.all(shared.stores.map((store) => store.close()))
      }
    },
  }))
