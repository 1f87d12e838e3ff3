import type { AbuseKind } from '../../ports/telemetry.ts'

/** What may be over its threshold, for each kind, and what was reported lately. */
export interface Suspects {
  suspect(kind: AbuseKind, target: string): void
  reported(kind: string, target: string, atMs: number): void
  /** Goes through the suspects that were not reported within the window. They are suspects no longer. */
  take(nowMs: number): Iterable<{ readonly kind: AbuseKind; readonly target: string }>
}

/** Remembers at most `targetsAtMost` suspects of each kind. One that goes on comes back by itself. */
export const createSuspects = (windowMs: number, targetsAtMost = 1000): Suspects => {
  const targets = new Map<AbuseKind, Set<string>>()
  const reportedAtMs = new Map<string, number>()

  return {
    suspect: (kind, target) => {
      const known = targets.get(kind) ?? new Set<string>()
      if (known.size < targetsAtMost) targets.set(kind, known.add(target))
    },
    reported: (kind, target, atMs) => {
      const name = `${kind} ${target}`
      reportedAtMs.set(name, Math.max(atMs, reportedAtMs.get(name) ?? atMs))
    },
    *take(nowMs) {
      for (const [name, atMs] of reportedAtMs)
        if (atMs <= nowMs - windowMs) reportedAtMs.delete(name)
      for (const [kind, known] of targets)
        for (const target of known) {
          known.delete(target)
          if (!reportedAtMs.has(`${kind} ${target}`)) yield { kind, target }
        }
    },
  }
}
