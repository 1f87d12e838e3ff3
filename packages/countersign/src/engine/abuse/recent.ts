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
      if (byKey.size > keysAtMost) dropOldest(byKey, () => byKey.size <= keysAtMost * keptShare)
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
  count(key: string, nowMs: number): number
}

/** Bounds of {@link createRecentMembers}. */
export interface MemberBounds {
  /** So many members of one key are certainly kept, and up to a quarter more. The newest. */
  readonly membersKept?: number
  /** Members of all keys. Of more, the keys that were quiet for longest are dropped. */
  readonly entriesAtMost?: number
}

/** As {@link createRecentCounts}, for members that count once however often they come. */
export const createRecentMembers = (
  windowMs: number,
  { membersKept = 1000, entriesAtMost = 50_000 }: MemberBounds = {},
): RecentMembers => {
  const byKey = new Map<string, Map<string, number>>()
  let entries = 0
  const dropQuietest = () => {
    for (const [key, members] of byKey) {
      if (entries <= entriesAtMost * keptShare || byKey.size === 1) return
      byKey.delete(key)
      entries -= members.size
    }
  }
  return {
    add: (key, member, atMs) => {
      const members = byKey.get(key) ?? new Map<string, number>()
      entries -= members.size
      moveToEnd(members, member, atMs)
      if (members.size * keptShare > membersKept)
        dropOldest(members, () => members.size <= membersKept)
      entries += members.size
      moveToEnd(byKey, key, members)
      if (entries > entriesAtMost) dropQuietest()
      return members.size
    },
    count: (key, nowMs) =>
      [...(byKey.get(key)?.values() ?? [])].filter((atMs) => atMs > nowMs - windowMs).length,
  }
}

/**
 * Of what is too much, so much more is dropped that it does not happen again soon: a walk over a map
 * begins with the places of all keys that are gone, which would make a walk for each event slow.
 */
const keptShare = 0.8

/** Maps remember the order in which keys came. */
const moveToEnd = <Value>(map: Map<string, Value>, key: string, value: Value): void => {
  map.delete(key)
  map.set(key, value)
}

const dropOldest = (map: Map<string, unknown>, isEnough: () => boolean): void => {
  for (const key of map.keys()) {
    if (isEnough()) return
    map.delete(key)
  }
}
