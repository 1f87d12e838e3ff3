/** Counts by key over a window that slides in steps of a sixtieth of it. */
export interface RecentCounts {
  add(key: string, atMs: number): void
  count(key: string, nowMs: number): number
}

const stepsPerWindow = 60

/**
 * Keeps counts for the steps of the window only, and at most `keysAtMost` keys: a flood of new keys
 * drops those that were quiet for longest, never the ones that grow.
 */
export const createRecentCounts = (windowMs: number, keysAtMost = 10_000): RecentCounts => {
  const stepMs = windowMs / stepsPerWindow
  const byKey = new Map<string, Map<number, number>>()
  const isOver = (step: number, nowMs: number) => step * stepMs <= nowMs - windowMs
  return {
    add: (key, atMs) => {
      const step = Math.ceil(atMs / stepMs)
      const steps = byKey.get(key) ?? new Map<number, number>()
      if (!steps.has(step)) for (const old of steps.keys()) if (isOver(old, atMs)) steps.delete(old)
      steps.set(step, (steps.get(step) ?? 0) + 1)
      moveToEnd(byKey, key, steps)
      if (byKey.size > keysAtMost) dropFirst(byKey)
    },
    count: (key, nowMs) =>
      [...(byKey.get(key) ?? [])].reduce(
        (sum, [step, events]) => (isOver(step, nowMs) ? sum : sum + events),
        0,
      ),
  }
}

/** How many different members each key had lately. */
export interface RecentMembers {
  /** At least as many as {@link RecentMembers.count} would say now, and quicker. */
  add(key: string, member: string, atMs: number): number
  /** Up to `membersAtMost`. */
  count(key: string, nowMs: number): number
}

/** Bounds of {@link createRecentMembers}. */
export interface MemberBounds {
  /** Members of one key. Of more the newest are kept. */
  readonly membersAtMost?: number
  /** Members of all keys. Of more, the keys that were quiet for longest are dropped. */
  readonly entriesAtMost?: number
}

/** As {@link createRecentCounts}, for members that count once however often they come. */
export const createRecentMembers = (
  windowMs: number,
  { membersAtMost = 1000, entriesAtMost = 200_000 }: MemberBounds = {},
): RecentMembers => {
  const byKey = new Map<string, Map<string, number>>()
  let entries = 0
  const drop = (key: string) => {
    entries -= byKey.get(key)?.size ?? 0
    byKey.delete(key)
  }
  return {
    add: (key, member, atMs) => {
      const members = byKey.get(key) ?? new Map<string, number>()
      entries -= members.size
      moveToEnd(members, member, atMs)
      if (members.size > membersAtMost) dropFirst(members)
      entries += members.size
      moveToEnd(byKey, key, members)
      for (const quietest of byKey.keys()) {
        if (entries <= entriesAtMost || quietest === key) break
        drop(quietest)
      }
      return members.size
    },
    count: (key, nowMs) =>
      [...(byKey.get(key)?.values() ?? [])].filter((atMs) => atMs > nowMs - windowMs).length,
  }
}

/** Maps remember the order in which keys came. */
const moveToEnd = <Value>(map: Map<string, Value>, key: string, value: Value): void => {
  map.delete(key)
  map.set(key, value)
}

const dropFirst = (map: Map<string, unknown>): void => {
  for (const first of map.keys()) {
    map.delete(first)
    return
  }
}
