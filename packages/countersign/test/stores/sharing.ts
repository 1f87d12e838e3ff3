import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Store } from 'countersign'
import { createFakeClock, type FakeClock } from 'countersign/testing'
import { createDraft } from '../../src/testing/store-contract/events.ts'
import {
  createToken,
  find,
  foundAmong,
  giveProof,
  minuteMs,
  presented,
  signIn,
} from '../../src/testing/store-contract/opening.ts'
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

/** Does something so many times, on one store and the other in turn. */
const onBoth = <Result>(
  { stores, clock }: SharedStores,
  times: number,
  act: (under: { readonly store: Store; readonly clock: FakeClock }) => Promise<Result>,
): Promise<readonly Result[]> =>
  Promise.all(
    Array.from({ length: times }, (_, n) => act({ store: stores[n % 2 === 0 ? 0 : 1], clock })),
  )

const openedGuarantees: readonly (readonly [string, (shared: SharedStores) => Promise<void>])[] = [
  [
    'K7 A1 F6 of forty redeems of one proof on two stores exactly one gets it',
    async (shared) => {
      const under = { store: shared.stores[0], clock: shared.clock }
      const { ref, proof } = await giveProof(under, createParty(under))
      const results = await onBoth(shared, 40, ({ store }) =>
        store.proofs.redeem({
          ...{ ref, purpose: 'login', tokens: presented(proof.token), audit: createDraft() },
        }),
      )
      const kinds = results.map(({ kind }) => kind)
      assert.deepEqual(kinds.toSorted(), ['redeemed', ...Array<string>(39).fill('used')])
    },
  ],
  [
    'K7 C7 D8 first sign-ins of one person on two stores make one user, with as many sessions as it may have',
    async (shared) => {
      const recipientHash = randomBytes(32)
      const begun = await onBoth(shared, 20, (under) =>
        signIn(createParty(under, recipientHash), { sessionsAtMost: 3 }),
      )
      assert.equal(new Set(begun.map(({ user }) => user.id)).size, 1)
      assert.equal(begun.filter(({ isNew }) => isNew).length, 1)
      const under = { store: shared.stores[1], clock: shared.clock }
      const tokens = begun.map(({ token }) => token)
      assert.equal((await foundAmong(under, tokens)).length, 3)
    },
  ],
  [
    'K7 D2 a session that one store has ended is found by no other from then on',
    async ({ stores: [one, other], clock }) => {
      for (let n = 0; n < 20; n++) {
        const { token, user, ref } = await signIn(createParty({ store: one, clock }))
        assert.notEqual(await find({ store: other, clock }, token), undefined)
        await one.sessions.end({ userId: user.id, ref, audit: createDraft() })
        assert.equal(await find({ store: other, clock }, token), undefined)
      }
    },
  ],
  [
    'K7 D7 of twenty rotations of one token on two stores one gives a new one',
    async (shared) => {
      const under = { store: shared.stores[0], clock: shared.clock }
      const { token } = await signIn(createParty(under))
      const answers = await onBoth(shared, 20, ({ store }) => {
        const asked = { next: createToken(), graceMs: minuteMs, audit: createDraft() }
        return store.sessions.rotate({ ...token, ...asked })
      })
      assert.deepEqual(answers.toSorted(), [...Array<string>(19).fill('already'), 'rotated'])
    },
  ],
]

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
  ...openedGuarantees,
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
