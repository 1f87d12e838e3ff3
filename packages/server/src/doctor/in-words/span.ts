/** A number of seconds as people say it. */
export const spanOf = (seconds: number): string => {
  for (const [size, unit] of [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ] as const)
    if (seconds >= size && seconds % size === 0) return count(seconds / size, unit)
  return count(seconds, 'second')
}

const count = (n: number, unit: string): string => `${n} ${n === 1 ? unit : `${unit}s`}`

/** Names in a sentence. */
export const listOf = (names: readonly string[]): string =>
  new Intl.ListFormat('en', { type: 'conjunction' }).format(names)
