import assert from 'node:assert/strict'
import type { Store } from 'countersign'
import { createFakeClock, type FakeClock } from 'countersign/testing'
import { createDraft } from '../../src/testing/store-contract/events.ts'
import { createParty } from '../../src/testing/store-contract/party.ts'

type Guarantee = readonly [string, (store: Store, clock: FakeClock) => Promise<void>]

const guarantees: readonly Guarantee[] = [
  [
    'E1 F2 of verbs at the same moment those behind a switch see it, and those before it do not',
    async (store, clock) => {
      const open = async () => (await createParty({ store, clock }).open('111111')).result.kind
      const attempt = () => createParty({ store, clock }).attempt('111111')
      const all = { scope: 'all', target: null, reason: 'test', author: 'cli' } as const
      const audit = createDraft()
      const first = await Promise.all([open(), store.switches.off({ ...all, audit }), open()])
      assert.deepEqual([first[0], first[2]], ['opened', 'disabled'])
      const id = first[1].id
      const second = [attempt(), store.switches.on({ id, audit: createDraft() }), attempt(), open()]
      assert.deepEqual(await Promise.all(second), ['disabled', true, 'unknown', 'opened'])
    },
  ],
]

/** What holds for verbs that share a commit, as cases for any test runner. */
export const batchingCases = (create: (clock: FakeClock) => Store) =>
  guarantees.map(([title, check]) => ({
    title,
    run: async () => {
      const clock = createFakeClock()
      const store = create(clock)
      try {
        await check(store, clock)
      } finally {
        await store.close()
      }
    },
  }))
