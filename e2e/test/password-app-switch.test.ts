import { afterAll, describe, expect, test } from 'vitest'
import { proofHeader, tokenIn } from '../sample/codes-client.ts'
import { createCustomer } from '../sample/customer.ts'
import { type SampleWorld, startSampleWorld } from '../sample/world.ts'
import { createCleanup } from '../world/cleanup.ts'
import { databases } from './support/databases.ts'

/** How somebody got in, or that they did not. */
type Way = 'code' | 'skipped' | 'refused'

/** Passwords are hashed slowly on purpose, which a busy machine feels. */
const underLoadMs = 180_000

const cleanup = createCleanup()
afterAll(cleanup.run)

/** Registers as the pages do: a code if one is asked for, none if none is. */
const registerAt = async (world: SampleWorld, url: string): Promise<Way> => {
  const { phone, codes, register } = createCustomer(world, url)
  const sent = await codes.send('register', phone)
  const answer =
    sent.status === 'sent' ? await codes.verify('register', phone, world.codeOn(phone)) : sent
  const isProven = answer.status === 'verified'
  const shown = await register(isProven ? proofHeader('register', tokenIn(answer)) : {})
  if (shown.status !== 200) return 'refused'
  return isProven ? 'code' : 'skipped'
}

/** People who register at every process, without a pause. */
const putUnderLoad = (world: SampleWorld) => {
  const ways = new Map<Way, number>()
  let isOver = false
  const loop = async (url: string) => {
    while (!isOver) {
      const way = await registerAt(world, url)
      ways.set(way, (ways.get(way) ?? 0) + 1)
    }
  }
  const loops = world.processes.flatMap(({ url }) => [loop(url), loop(url)])
  const count = (way: Way) => ways.get(way) ?? 0
  return {
    count,
    untilMore: (way: Way, more: number) => {
      const enough = count(way) + more
      return expect.poll(() => count(way), { timeout: 60_000 }).toBeGreaterThan(enough)
    },
    stop: async () => {
      isOver = true
      await Promise.all(loops)
    },
  }
}

describe.each(Object.keys(databases))('three processes of the sample app on %s', (kind) => {
  test('A12 A3 an administrator flips the switch while people register: from the answer on no message is sent and registering goes on, and back again', {
    timeout: underLoadMs,
  }, async () => {
    const storeUrl = await databases[kind]?.(cleanup)
    const world = await startSampleWorld({ cleanup, storeUrl, size: 3 })
    const { arkesel, admin, processes } = world
    const load = putUnderLoad(world)
    try {
      await load.untilMore('code', 10)
      expect(await admin.flip('arkesel', false)).toBe(200)
      const sentBefore = arkesel.requests.length
      await load.untilMore('skipped', 15)
      expect(arkesel.requests).toHaveLength(sentBefore)

      expect(await admin.flip('arkesel', true)).toBe(200)
      const demands = processes.map(({ url }) => createCustomer(world, url).register())
      for (const { status } of await Promise.all(demands)) expect(status).toBe(403)
      await load.untilMore('code', 10)
      expect(arkesel.requests.length).toBeGreaterThan(sentBefore + 10)
    } finally {
      await load.stop()
    }
    expect(processes.map((process) => process.isAlive())).toEqual([true, true, true])
  })
})
