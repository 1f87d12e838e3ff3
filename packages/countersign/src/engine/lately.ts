/** Texts that were added lately. */
export interface Lately {
  has(text: string): boolean
  add(text: string): void
}

/** Keeps the texts that were added last: at least `keptAtLeast` of them, and at most twice as many. */
export const createLately = (keptAtLeast: number): Lately => {
  let young = new Set<string>()
  let old = new Set<string>()
  return {
    has: (text) => young.has(text) || old.has(text),
    add: (text) => {
      if (young.size >= keptAtLeast) [old, young] = [young, new Set()]
      young.add(text)
    },
  }
}
