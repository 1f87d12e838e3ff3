import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Guarantee } from './contract-case.ts'

/** What holds for callers' keys. */
export const apiKeyGuarantees: readonly Guarantee[] = [
  [
    'E8 a caller key is found by its hash until it is revoked, and never after',
    async ({ store, clock }) => {
      const [hash, other] = [randomBytes(32), randomBytes(32)]
      const name = randomBytes(8).toString('hex')
      assert.equal(await store.apiKeys.create({ name, hash }), true)
      assert.equal(await store.apiKeys.find([other, hash]), name)
      assert.equal(await store.apiKeys.find([other]), undefined)
      const createdAtMs = clock.now()
      clock.advance(1000)
      assert.equal(await store.apiKeys.revoke(name), true)
      assert.equal(await store.apiKeys.find([hash]), undefined)
      assert.equal(await store.apiKeys.revoke(name), false)
      const listed = (await store.apiKeys.list()).find((key) => key.name === name)
      assert.deepEqual(listed, { name, createdAtMs, revokedAtMs: createdAtMs + 1000 })
    },
  ],
  [
    'E8 a name is given to one key only, also when two ask at the same moment',
    async ({ store }) => {
      const name = randomBytes(8).toString('hex')
      const creations = Array.from({ length: 10 }, () =>
        store.apiKeys.create({ name, hash: randomBytes(32) }),
      )
      const made = (await Promise.all(creations)).filter((isNew) => isNew)
      assert.equal(made.length, 1)
    },
  ],
]
