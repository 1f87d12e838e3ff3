import assert from 'node:assert/strict'
import { switchScopes } from '../../ports/switch.ts'
import type { Guarantee, StoreUnderTest } from './contract-case.ts'
import { createDraft, createUnwritable, outcomesOf } from './events.ts'

const off = (
  { store }: StoreUnderTest,
  changes: Partial<Parameters<typeof store.switches.off>[0]> = {},
) =>
  store.switches.off({
    ...{ scope: 'channel', target: 'sms', reason: 'pumping', author: 'admin:ama' },
    ...{ audit: createDraft(), ...changes },
  })

/** What holds for switches. */
export const switchGuarantees: readonly Guarantee[] = [
  [
    'F2 E2 a switch of every scope is there, with reason, author and time, when it has been acknowledged',
    async (under) => {
      const { store, clock } = under
      for (const [n, scope] of switchScopes.entries()) {
        clock.advance(1000)
        const target = scope === 'all' ? null : `target ${n}`
        const made = await off(under, { scope, target, reason: `reason ${n}`, author: 'cli' })
        assert.deepEqual(made, {
          ...{ id: made.id, scope, target, reason: `reason ${n}`, author: 'cli' },
          ...{ createdAtMs: clock.now(), endsAtMs: null },
        })
        assert.deepEqual((await store.switches.list())[0], made)
      }
      const scopes = (await store.switches.list()).map(({ scope }) => scope)
      assert.deepEqual(scopes, [...switchScopes].reverse())
    },
  ],
  [
    'E4 taking one switch away leaves the others, also one that stops the same',
    async (under) => {
      const { store, clock } = under
      const first = await off(under)
      clock.advance(1)
      const second = await off(under)
      clock.advance(1)
      const all = await off(under, { scope: 'all', target: null })
      assert.equal(await store.switches.on({ id: first.id, audit: createDraft() }), true)
      assert.deepEqual(await store.switches.list(), [all, second])
    },
  ],
  [
    'F2 a switch with an end stops nothing from then on, by the clock of the store, and is swept away',
    async (under) => {
      const { store, clock } = under
      const made = await off(under, { forMs: 60_000 })
      const lasting = await off(under)
      assert.equal(made.endsAtMs, clock.now() + 60_000)
      clock.advance(59_999)
      assert.equal((await store.switches.list()).length, 2)
      assert.equal((await store.sweep({ rowsAtMost: 100 })).removed, 0)
      clock.advance(1)
      assert.deepEqual(await store.switches.list(), [lasting])
      assert.equal(await store.switches.on({ id: made.id, audit: createDraft() }), false)
      assert.equal((await store.sweep({ rowsAtMost: 100 })).removed, 1)
      assert.deepEqual(await store.switches.list(), [lasting])
    },
  ],
  [
    'F4 B4 each change of a switch has one event, and what changed nothing has none',
    async (under) => {
      const { store } = under
      const [made, gone, again] = [createDraft(), createDraft(), createDraft()]
      const never = createDraft()
      const { id } = await off(under, { audit: made })
      assert.deepEqual(await outcomesOf(store, made), ['off'])
      const asked = await Promise.all(
        [gone, again].map((audit) => store.switches.on({ id, audit })),
      )
      assert.deepEqual([...asked].sort(), [false, true])
      const outcomes = await Promise.all([gone, again].map((draft) => outcomesOf(store, draft)))
      assert.deepEqual(outcomes.flat(), ['on'])
      for (const id of ['', 'no such switch', '0'.repeat(16), 'f'.repeat(16)])
        assert.equal(await store.switches.on({ id, audit: never }), false)
      assert.deepEqual(await outcomesOf(store, never), [])
    },
  ],
  [
    'E6 a switch whose event cannot be written is neither made nor taken away',
    async (under) => {
      const { store } = under
      const made = await off(under)
      await assert.rejects(off(under, { audit: createUnwritable() }))
      await assert.rejects(store.switches.on({ id: made.id, audit: createUnwritable() }))
      assert.deepEqual(await store.switches.list(), [made])
    },
  ],
]
