import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Store } from 'countersign'
import { Gauge, type Registry } from 'prom-client'
import { gauges, type MetricDefinition } from './definitions.ts'
import { optionsFor } from './options-for.ts'

/** A store that has not answered by then is not ready; a scrape must not wait for it. */
const readyWithinMs = 2000

/** Adds the gauges that say how the store is, at each scrape. */
export const registerHealth = (
  registry: Registry,
  { store, storeUrl }: { readonly store: Store; readonly storeUrl: string },
): void => {
  registerGauge(registry, gauges.ready, async () => Number(await isReady(store)))
  if (storeUrl.startsWith('sqlite:')) {
    const folder = dirname(storeUrl.slice('sqlite:'.length))
    registerGauge(registry, gauges.freeBytes, () => freeBytes(folder))
  }
}

const registerGauge = (
  registry: Registry,
  definition: MetricDefinition,
  measure: () => Promise<number>,
): void => {
  const gauge: Gauge = new Gauge({
    ...optionsFor(registry, definition),
    // What cannot be measured is no number; the other metrics are there all the same.
    collect: async () => gauge.set(await measure().catch(() => Number.NaN)),
  })
}

const freeBytes = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

const isReady = async (store: Store): Promise<boolean> => {
  const late = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => late.resolve(false), readyWithinMs)
  const answered = store.ready().then(
    () => true,
    () => false,
  )
  try {
    return await Promise.race([answered, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
