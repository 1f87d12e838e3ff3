/** Times of two things, in milliseconds, taken in turns. */
export interface Samples {
  readonly one: readonly number[]
  readonly other: readonly number[]
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** How far apart the medians are, in milliseconds. */
export const medianDifference = ({ one, other }: Samples): number =>
  Math.abs(median(one) - median(other))

/**
 * How well one can be told from the other by its time: 0 not at all, 1 always. It is the difference between
 * the odds that one takes longer and that the other does (Cliff's delta, from the Mann-Whitney U).
 */
export const rankEffect = ({ one, other }: Samples): number => {
  let balance = 0
  for (const a of one) for (const b of other) balance += Math.sign(a - b)
  return Math.abs(balance / (one.length * other.length))
}

/** Takes times in turns, each pair in an order of its own, so that a slow moment of the machine hits both. */
export const takeTurns = async (
  pairs: number,
  work: { readonly one: () => Promise<unknown>; readonly other: () => Promise<unknown> },
): Promise<Samples> => {
  const samples = { one: [] as number[], other: [] as number[] }
  const timed = async (which: 'one' | 'other') => {
    const startedAtMs = performance.now()
    await work[which]()
    samples[which].push(performance.now() - startedAtMs)
  }
  for (let pair = 0; pair < pairs; pair++) {
    const isSwapped = Math.random() < 0.5
    await timed(isSwapped ? 'other' : 'one')
    await timed(isSwapped ? 'one' : 'other')
  }
  return samples
}
