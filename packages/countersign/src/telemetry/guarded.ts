import type { Telemetry } from '../ports/telemetry.ts'
import { quietly } from './quietly.ts'

/** Keeps a sink that throws, or that is asynchronous and rejects, away from the work it watches. */
export const guarded = (telemetry: Telemetry): Telemetry => ({
  record: (event) => {
    const result: unknown = quietly(() => telemetry.record(event))
    if (result instanceof Promise) result.catch(() => undefined)
  },
})
