/** How many events one erasure names at most: the facts of an event must stay readable. */
const namesAtMost = 10_000

/** Splits the names of erased events for several erasures. There is always one, if only to say that it happened. */
export const chunksOfNames = (names: readonly string[]): readonly (readonly string[])[] => {
  const count = Math.max(1, Math.ceil(names.length / namesAtMost))
  return Array.from({ length: count }, (_, n) =>
    names.slice(n * namesAtMost, (n + 1) * namesAtMost),
  )
}
