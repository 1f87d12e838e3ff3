import { setTimeout as pause } from 'node:timers/promises'
import type { FaultProxy } from '../world/fault-proxy.ts'
import type { Random } from './random.ts'

/** Long enough that what was cut can be asked for again before the next cut. */
const pauseMs = { least: 20, most: 80 }

/** Cuts connections at random bytes, in both directions, until it is over. Then lets everything pass. */
export const cutConnections = async (
  proxy: FaultProxy,
  random: Random,
  isOver: () => boolean,
): Promise<void> => {
  while (!isOver()) {
    const from = random.pick<'client' | 'server'>(['client', 'server'])
    await proxy.set({ kind: 'cut', from, afterBytes: 1 + random.below(6_000) })
    await pause(pauseMs.least + random.below(pauseMs.most - pauseMs.least))
  }
  await proxy.set({ kind: 'none' })
}
