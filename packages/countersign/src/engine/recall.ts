import type { RingKey } from './key-ring.ts'

/** A value that was asked for lately, or else is made now. */
export type Recall<Value> = (key: string, make: () => Value) => Value

/**
 * Keeps values that were asked for lately: at least `keptAtLeast` of them, and at most twice as many. For
 * what is dear to make, always comes out the same, and is asked for again soon.
 */
export const createRecall = <Value>(keptAtLeast: number): Recall<Value> => {
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()
  return (key, make) => {
    const known = young.get(key)
    if (known !== undefined) return known
    const value = old.get(key) ?? make()
    // Whatever was not asked for since the last time falls away with the map that holds it.
    if (young.size >= keptAtLeast) {
      old = young
      young = new Map()
    }
    young.set(key, value)
    return value
  }
}

/** Keeps what is made with a key of the ring by that key: after a rotation nothing of before is recalled. */
export const createRecallByKey = <Value>(
  keptAtLeast: number,
): ((key: RingKey) => Recall<Value>) => {
  const byKey = new WeakMap<RingKey, Recall<Value>>()
  return (key) => {
    const known = byKey.get(key)
    if (known !== undefined) return known
    const recall = createRecall<Value>(keptAtLeast)
    byKey.set(key, recall)
    return recall
  }
}
