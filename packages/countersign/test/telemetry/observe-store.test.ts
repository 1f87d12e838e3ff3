import { observeStore, type Store } from 'countersign'
import { createMemoryStore } from 'countersign/stores/memory'
import { expect, test } from 'vitest'
import { createRecordingTelemetry } from '../support/recording-telemetry.ts'

test('B9 every verb of a store is timed, nested ones under their whole name', async () => {
  const telemetry = createRecordingTelemetry()
  const store = observeStore(createMemoryStore(), telemetry)
  await store.ready()
  await store.apiKeys.list()
  await store.sweep({ rowsAtMost: 1 })
  const asked = telemetry.of('store_asked')
  expect(asked.map(({ verb }) => verb)).toEqual(['ready', 'apiKeys.list', 'sweep'])
  for (const { seconds, hasFailed } of asked) {
    expect(seconds).toBeGreaterThanOrEqual(0)
    expect(hasFailed).toBe(false)
  }
})

test('a store that is an instance of a class keeps its state and its methods', async () => {
  class Counting implements Pick<Store, 'ready'> {
    #asked = 0
    async ready() {
      this.#asked += 1
      if (this.#asked > 1) throw new Error('asked twice')
    }
  }
  const telemetry = createRecordingTelemetry()
  const store = observeStore(new Counting() as unknown as Store, telemetry)
  await store.ready()
  await expect(store.ready()).rejects.toThrow('asked twice')
  expect(telemetry.of('store_asked').map(({ hasFailed }) => hasFailed)).toEqual([false, true])
})

test('what a store has beside verbs and parts may refer to anything, also to itself', async () => {
  class Linked implements Pick<Store, 'ready'> {
    readonly connection = { owner: this }
    async ready() {
      if (this.connection.owner !== this) throw new Error('not itself')
    }
  }
  const telemetry = createRecordingTelemetry()
  await observeStore(new Linked() as unknown as Store, telemetry).ready()
  expect(telemetry.of('store_asked').map(({ verb }) => verb)).toEqual(['ready'])
})
