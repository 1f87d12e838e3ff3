import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Guarantee } from './contract-case.ts'
import { createDraft, createUnwritable, outcomesOf } from './events.ts'

/** What holds for callers' keys. */
export const apiKeyGuarantees: readonly Guarantee[] = [
  [
    'E8 a caller key is found by its hash until it is revoked, and never after',
    async ({ store, clock }) => {
      const [hash, other] = [randomBytes(32), randomBytes(32)]
      const name = randomBytes(8).toString('hex')
      const audit = createDraft()
      assert.equal(await store.apiKeys.create({ name, hash, audit }), true)
      assert.equal(await store.apiKeys.find([other, hash]), name)
      assert.equal(await store.apiKeys.find([other]), undefined)
      const createdAtMs = clock.now()
      clock.advance(1000)
      assert.equal(await store.apiKeys.revoke({ name, audit: createDraft() }), true)
      assert.equal(await store.apiKeys.find([hash]), undefined)
      assert.equal(await store.apiKeys.revoke({ name, audit: createDraft() }), false)
      const listed = (await store.apiKeys.list()).find((key) => key.name === name)
      assert.deepEqual(listed, { name, createdAtMs, revokedAtMs: createdAtMs + 1000 })
    },
  ],
  [
    'E8 a name is given to one key only, also when two ask at the same moment',
    async ({ store }) => {
      const name = randomBytes(8).toString('hex')
      const creations = Array.from({ length: 10 }, () =>
        store.apiKeys.create({ name, hash: randomBytes(32), audit: createDraft() }),
      )
      const made = (await Promise.all(creations)).filter((isNew) => isNew)
      assert.equal(made.length, 1)
    },
  ],
  [
    'F4 B4 each change of a caller key has one event, and what changed nothing has none',
    async ({ store }) => {
      const key = { name: 'shop', hash: randomBytes(32) }
      const [made, taken] = [createDraft(), createDraft()]
      const [revoked, gone] = [createDraft(), createDraft()]
      await store.apiKeys.create({ ...key, audit: made })
      await store.apiKeys.create({ ...key, hash: randomBytes(32), audit: taken })
      await store.apiKeys.revoke({ name: 'shop', audit: revoked })
      await store.apiKeys.revoke({ name: 'shop', audit: gone })
      const outcomes = [made, taken, revoked, gone].map((draft) => outcomesOf(store, draft))
      assert.deepEqual(await Promise.all(outcomes), [['created'], [], ['revoked'], []])
    },
  ],
  [
    'E6 a caller key is neither made nor revoked if the event cannot be written',
    async ({ store }) => {
      const [kept, hash] = [randomBytes(32), randomBytes(32)]
      await store.apiKeys.create({ name: 'kept', hash: kept, audit: createDraft() })
      const audit = createUnwritable()
      await assert.rejects(store.apiKeys.create({ name: 'other', hash, audit }))
      await assert.rejects(store.apiKeys.revoke({ name: 'kept', audit }))
      assert.equal(await store.apiKeys.find([hash]), undefined)
      assert.equal(await store.apiKeys.find([kept]), 'kept')
    },
  ],
]
