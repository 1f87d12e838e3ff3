import type { Store } from '../ports/store.ts'
import type { Telemetry } from '../ports/telemetry.ts'
import { guarded } from './guarded.ts'
import { traced } from './traced.ts'

type Verb = (...args: readonly unknown[]) => Promise<unknown>

/**
 * The same store, with every verb timed, counted and in a span of its own. It does not know the verbs,
 * so a new one is observed as well.
 *
 * @example
 * const store = observeStore(createMemoryStore(), telemetry)
 */
export const observeStore = (store: Store, telemetry: Telemetry): Store =>
  observeVerbs(store, '', guarded(telemetry))

const observeVerbs = <Verbs extends object>(
  verbs: Verbs,
  prefix: string,
  telemetry: Telemetry,
): Verbs => {
  const observe = (key: string): unknown => {
    const value: unknown = Reflect.get(verbs, key)
    const name = prefix + key
    if (typeof value === 'function') return observeVerb(value.bind(verbs) as Verb, name, telemetry)
    return typeof value === 'object' && value !== null
      ? observeVerbs(value, `${name}.`, telemetry)
      : value
  }
  return Object.fromEntries(namesOf(verbs).map((key) => [key, observe(key)])) as Verbs
}

/** A store may be an instance of a class, whose methods are not its own. */
const namesOf = (verbs: object): readonly string[] => {
  const names = new Set<string>()
  let holder: object | null = verbs
  while (holder !== null && holder !== Object.prototype) {
    for (const name of Object.getOwnPropertyNames(holder)) names.add(name)
    holder = Object.getPrototypeOf(holder)
  }
  names.delete('constructor')
  return [...names]
}

const observeVerb = (verb: Verb, name: string, telemetry: Telemetry): Verb => {
  const subject = { name: `store.${name}` }
  const timed = async (args: readonly unknown[]) => {
    const startedAtMs = performance.now()
    let hasFailed = true
    try {
      const result = await verb(...args)
      hasFailed = false
      return result
    } finally {
      const seconds = (performance.now() - startedAtMs) / 1000
      telemetry.record({ kind: 'store_asked', verb: name, hasFailed, seconds })
    }
  }
  return (...args) => traced(subject, () => timed(args))
}
