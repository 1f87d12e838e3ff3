import { randomBytes } from 'node:crypto'
import { type Log, type SettleRequest, type Store, silentLog } from 'countersign'
import { createMemoryStore } from 'countersign/stores/memory'
import { expect, test } from 'vitest'
import { createAfterwards } from '../../src/engine/hooks/afterwards.ts'
import { settleSurely } from '../../src/engine/settle-surely.ts'
import { createDraft } from '../../src/testing/store-contract/events.ts'

const settling: SettleRequest = {
  challenge: {
    purpose: 'login',
    lookup: randomBytes(32),
    recipientHash: randomBytes(32),
    recipientKeyId: 'r1',
  },
  salt: randomBytes(16),
  openedAtMs: 0,
  outcome: 'accepted',
  deliveries: [],
  recipientClaims: [],
  limits: [],
  audit: createDraft(),
}

/** A store that fails to settle so many times. */
const failing = (times: number) => {
  let calls = 0
  let done: () => void = () => undefined
  const settled = new Promise<void>((resolve) => {
    done = resolve
  })
  const store: Store = {
    ...createMemoryStore(),
    settle: async () => {
      calls += 1
      if (calls <= times) throw new Error('the disk is full')
      done()
    },
  }
  return { store, settled }
}

test('B3 K4 an outcome that the store would not take is told again, and nobody waits for it', async () => {
  const { store, settled } = failing(2)
  const afterwards = createAfterwards(silentLog)
  await settleSurely({ store, log: silentLog, afterwards }, settling, async (names) => names)
  await settled
})

test('L4 K1 a stop waits for an outcome that is told again, and not for ever', async () => {
  const held = Promise.withResolvers<void>()
  const told: string[] = []
  const settle = async ({ isToldAgain }: SettleRequest) => {
    told.push(isToldAgain === true ? 'again' : 'first')
    if (told.length === 1) throw new Error('the disk is full')
    await held.promise
    told.push('done')
  }
  const store: Store = { ...createMemoryStore(), settle }
  const afterwards = createAfterwards(silentLog)
  await settleSurely({ store, log: silentLog, afterwards }, settling, async (names) => names)
  await afterwards.idle(1)
  expect(told).toEqual(['first', 'again'])
  held.resolve()
  await afterwards.idle()
  expect(told).toEqual(['first', 'again', 'done'])
})

test('L7 an outcome that no store would take is reported, once', async () => {
  const { store } = failing(Number.POSITIVE_INFINITY)
  const reported = new Promise<object>((resolve) => {
    const log: Log = { ...silentLog, error: (fields) => resolve(fields) }
    const afterwards = createAfterwards(log)
    void settleSurely({ store, log, afterwards }, settling, async (names) => names)
  })
  expect(await reported).toEqual({ outcome: 'accepted', cause: 'Error' })
})
