import type { LimitClaim, LimitStanding } from '../ports/store.ts'

/** `count` events at `atMs`. */
export interface Taken {
  readonly atMs: number
  readonly count: number
}

/**
 * A limit as a log of what was taken: oldest first, at most about sixty entries.
 *
 * Up to a `max` of sixty each event has an entry of its own, so the window is exact to the millisecond. For a
 * larger `max`, events share entries of a sixtieth of the window, and a shared entry counts as taken
 * at its *end*: it leaves the window up to a sixtieth late, never early, so no window of that length
 * ever holds more than `max`.
 */
export type WindowLog = readonly Taken[]

const entriesAtMost = 60

const grainMs = (claim: LimitClaim): number =>
  claim.max <= entriesAtMost && !claim.isShadow ? 1 : Math.ceil(claim.windowMs / entriesAtMost)

const entryTimeMs = (claim: LimitClaim, nowMs: number): number => {
  const grain = grainMs(claim)
  return Math.ceil(nowMs / grain) * grain
}

const alive = (log: WindowLog, claim: LimitClaim, nowMs: number): WindowLog => {
  const oldest = log.findIndex((entry) => entry.atMs > nowMs - claim.windowMs)
  if (oldest === 0) return log
  return oldest < 0 ? [] : log.slice(oldest)
}

const total = (log: WindowLog): number => log.reduce((sum, entry) => sum + entry.count, 0)

/** Whether that many more fit in the window that ends now, or the claim refuses nobody. */
export const admits = (log: WindowLog, claim: LimitClaim, nowMs: number, howMany = 1): boolean =>
  claim.isShadow === true || total(alive(log, claim, nowMs)) + howMany <= claim.max

/** The log with that many more events, without the entries that have left the window. */
export const take = (log: WindowLog, claim: LimitClaim, nowMs: number, howMany = 1): WindowLog => {
  const kept = alive(log, claim, nowMs)
  const atMs = entryTimeMs(claim, nowMs)
  const last = kept.at(-1)
  return last !== undefined && last.atMs >= atMs
    ? [...kept.slice(0, -1), { atMs: last.atMs, count: last.count + howMany }]
    : [...kept, { atMs, count: howMany }]
}

/** The log without that many of the events that were taken last. */
export const untake = (log: WindowLog, howMany: number): WindowLog => {
  const last = log.at(-1)
  if (last === undefined) return log
  const rest = last.count > howMany ? [{ atMs: last.atMs, count: last.count - howMany }] : []
  return [...log.slice(0, -1), ...rest]
}

/** The log without one event that was taken at `takenAtMs`; unchanged if there is none of that moment. */
export const giveBack = (log: WindowLog, claim: LimitClaim, takenAtMs: number): WindowLog => {
  const atMs = entryTimeMs(claim, takenAtMs)
  const at = log.findIndex((entry) => entry.atMs === atMs)
  const entry = log[at]
  if (entry === undefined) return log
  const rest = entry.count > 1 ? [{ atMs: entry.atMs, count: entry.count - 1 }] : []
  return [...log.slice(0, at), ...rest, ...log.slice(at + 1)]
}

/** How long until one more fits; 0 if it does now. */
export const waitMs = (log: WindowLog, claim: LimitClaim, nowMs: number): number => {
  const kept = alive(log, claim, nowMs)
  let excess = total(kept) - claim.max
  if (excess < 0) return 0
  for (const entry of kept) {
    excess -= entry.count
    if (excess < 0) return entry.atMs + claim.windowMs - nowMs
  }
  return claim.windowMs
}

/** What is left, and when there is more, if `unused` of those taken last are not counted. */
export const standing = (
  log: WindowLog,
  claim: LimitClaim,
  nowMs: number,
  unused = 0,
): LimitStanding => {
  const kept = alive(log, claim, nowMs)
  const left = claim.max - total(kept) + unused
  const remaining = Math.max(0, left)
  const end = remaining === 0 ? kept[0] : kept.at(-1)
  const resetMs = end === undefined ? 0 : end.atMs + claim.windowMs - nowMs
  const { name, max, windowMs } = claim
  const standing = { name, max, windowMs, remaining, resetMs }
  if (claim.isShadow !== true) return standing
  return { ...standing, isShadow: true, ...(left < 0 && { isExceededShadow: true }) }
}
