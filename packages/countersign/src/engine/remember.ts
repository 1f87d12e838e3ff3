/**
 * Makes values once and keeps those that were asked for lately: at least `keptAtLeast` of them, and at
 * most twice as many. For what is dear to make, always comes out the same, and is asked for again soon.
 */
export const remember = <Value>(
  keptAtLeast: number,
  make: (key: string) => Value,
): ((key: string) => Value) => {
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()
  return (key) => {
    const known = young.get(key)
    if (known !== undefined) return known
    const value = old.get(key) ?? make(key)
    // Whatever was not asked for since the last time falls away with the map that holds it.
    if (young.size >= keptAtLeast) {
      old = young
      young = new Map()
    }
    young.set(key, value)
    return value
  }
}
