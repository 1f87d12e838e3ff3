import type { Store } from 'countersign'
import { createFakeClock } from 'countersign/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAllStores } from '../parity/all-stores.ts'
import { commandLists } from '../parity/commands.ts'
import { compareStores, describeDifference } from '../parity/compare.ts'
import {
  attemptRequest,
  challengeKey,
  openRequest,
  settleRequest,
} from '../parity/port-requests.ts'
import { createCleanup } from '../world/cleanup.ts'

const cleanup = createCleanup()
afterAll(cleanup.run)

const clock = createFakeClock()
let stores: Readonly<Record<string, Store>>

beforeAll(async () => {
  stores = await openAllStores(clock, cleanup)
})

/** More of them: `PARITY_SECONDS=600 npx vitest run e2e/test/parity.test.ts`. */
const seconds = Number(process.env['PARITY_SECONDS'] ?? 5)

test(
  'K5 memory, SQLite and PostgreSQL answer any course of commands alike, on any clock',
  async () => {
    const clock = createFakeClock()
    const stores = await openAllStores(clock, cleanup)
    let run = 0
    const alike = fc.asyncProperty(commandLists(40), async (commands) => {
      const difference = await compareStores({ clock, stores }, commands, ++run)
      expect(difference && describeDifference(commands, difference)).toBeUndefined()
    })
    await fc.assert(alike, {
      numRuns: 1_000_000,
      interruptAfterTimeLimit: seconds * 1000,
      includeErrorInReport: true,
    })
    expect(run).toBeGreaterThan(20)
  },
  60_000 + seconds * 3_000,
)

/** The time to live of a purpose was made shorter while a code was on its way and its server died. */
const shortened = async (store: Store): Promise<string> => {
  const challenge = challengeKey(-1, 0)
  const sent = { challenge, code: '0', maxAttempts: 3, resendMs: 0 }
  const first = openRequest({ ...sent, salt: 'first', ttlMs: 300_000 })
  const opened = await store.open(first)
  if (opened.kind !== 'opened') return opened.kind
  const { openedAtMs } = opened
  await store.settle(settleRequest(first, { openedAtMs, outcome: 'accepted', answer: '' }))
  await store.open(openRequest({ ...sent, salt: 'second', ttlMs: 30_000 }))
  clock.advance(60_000)
  const { kind } = await store.attempt(attemptRequest({ challenge, code: '0', id: 'shortened' }))
  clock.advance(-60_000)
  return kind
}

test('K5 a code that outlives an unsettled newer one gets the same answer everywhere', async () => {
  const kinds = new Set<string>()
  for (const store of Object.values(stores)) kinds.add(await shortened(store))
  expect([...kinds]).toHaveLength(1)
})
