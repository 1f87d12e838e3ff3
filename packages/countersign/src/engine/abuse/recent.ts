/** Counts by key over a window that slides in steps of a sixtieth of it. */
export interface RecentCounts {
  add(key: string, atMs: number): void
  count(key: string, nowMs: number): number
  keys(nowMs: number): readonly string[]
}

const stepsPerWindow = 60

/**
 * Keeps counts for the steps of the window only, and at most `keysAtMost` keys: a flood of new keys
 * drops those that were quiet for longest, never the ones that grow.
 */
export const createRecentCounts = (windowMs: number, keysAtMost = 50_000): RecentCounts => {
  const stepMs = windowMs / stepsPerWindow
  const byKey = new Map<string, Map<number, number>>()
  const alive = (steps: ReadonlyMap<number, number>, nowMs: number) =>
    [...steps].filter(([step]) => step * stepMs > nowMs - windowMs)
  const count = (key: string, nowMs: number) =>
    alive(byKey.get(key) ?? new Map(), nowMs).reduce((sum, [, events]) => sum + events, 0)
  return {
    add: (key, atMs) => {
      const step = Math.ceil(atMs / stepMs)
      const steps = new Map(alive(byKey.get(key) ?? new Map(), atMs))
      steps.set(step, (steps.get(step) ?? 0) + 1)
      byKey.delete(key)
      byKey.set(key, steps)
      const [oldest] = byKey.keys()
      if (byKey.size > keysAtMost && oldest !== undefined) byKey.delete(oldest)
    },
    count,
    keys: (nowMs) => [...byKey.keys()].filter((key) => count(key, nowMs) > 0),
  }
}

/** How many different members each key had lately. */
export interface RecentMembers {
  add(key: string, member: string, atMs: number): void
  count(key: string, nowMs: number): number
}

/** As {@link createRecentCounts}, for members that count once however often they come. */
export const createRecentMembers = (
  windowMs: number,
  { keysAtMost = 50_000, membersAtMost = 1000 } = {},
): RecentMembers => {
  const byKey = new Map<string, Map<string, number>>()
  const alive = (members: ReadonlyMap<string, number>, nowMs: number) =>
    [...members].filter(([, atMs]) => atMs > nowMs - windowMs)
  return {
    add: (key, member, atMs) => {
      const known = byKey.get(key) ?? new Map<string, number>()
      const members = known.size < membersAtMost ? known : new Map(alive(known, atMs))
      if (members.size < membersAtMost || members.has(member)) members.set(member, atMs)
      byKey.delete(key)
      byKey.set(key, members)
      const [oldest] = byKey.keys()
      if (byKey.size > keysAtMost && oldest !== undefined) byKey.delete(oldest)
    },
    count: (key, nowMs) => alive(byKey.get(key) ?? new Map(), nowMs).length,
  }
}
