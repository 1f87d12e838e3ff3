import type { Latency } from '../driver/protocol.ts'

const byValue = (a: number, b: number) => a - b

/** The value below which that part of the values lies; `NaN` if there are none. */
export const quantile = (values: readonly number[], part: number): number => {
  const sorted = [...values].sort(byValue)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

/** The middle value. */
export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** Half and nearly all of the times. */
export const latencyOf = (times: readonly number[]): Latency => ({
  p50: median(times),
  p99: quantile(times, 0.99),
})
