import type { Store } from '../ports/store.ts'
import { storeOf, type Verb, verbsOf } from '../ports/store-verbs.ts'
import type { Telemetry } from '../ports/telemetry.ts'
import { guarded } from './guarded.ts'
import { traced } from './traced.ts'

/**
 * The same store, with every verb timed, counted and in a span of its own. It does not know the verbs,
 * so a new one is observed as well.
 *
 * @example
 * const store = observeStore(createMemoryStore(), telemetry)
 */
export const observeStore = (store: Store, telemetry: Telemetry): Store => {
  const observer = guarded(telemetry)
  return storeOf(
    new Map([...verbsOf(store)].map(([name, verb]) => [name, observeVerb(verb, name, observer)])),
  )
}

const observeVerb = (verb: Verb, name: string, telemetry: Telemetry): Verb => {
  const subject = { name: `store.${name}` }
  const timed = async (request: unknown) => {
    const startedAtMs = performance.now()
    let hasFailed = true
    try {
      const result = await verb(request)
      hasFailed = false
      return result
    } finally {
      const seconds = (performance.now() - startedAtMs) / 1000
      telemetry.record({ kind: 'store_asked', verb: name, hasFailed, seconds })
    }
  }
  return (request) => traced(subject, () => timed(request))
}
