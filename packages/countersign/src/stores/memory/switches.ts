import type { Clock } from '../../ports/clock.ts'
import type { Switch, SwitchStore } from '../../ports/switch.ts'
import { switchIdOf } from '../switch-id.ts'
import type { MemoryAudit } from './audit.ts'

/** Switches, and what the sweep removes. */
export interface MemorySwitches extends SwitchStore {
  readonly kept: Map<string, KeptSwitch>
}

interface KeptSwitch {
  readonly shown: Switch
  readonly purgeAtMs: number
}

/** Switches in this process's memory. */
export const createMemorySwitches = (audit: MemoryAudit, clock: Clock): MemorySwitches => {
  const kept = new Map<string, KeptSwitch>()
  const live = (nowMs: number) => [...kept.values()].filter(({ purgeAtMs }) => purgeAtMs > nowMs)
  return {
    kept,
    off: async ({ scope, target, reason, author, forMs, audit: draft }) => {
      const createdAtMs = clock.now()
      const id = switchIdOf(draft)
      const endsAtMs = forMs === undefined ? null : createdAtMs + forMs
      const shown = { id, scope, target, reason, author, createdAtMs, endsAtMs }
      audit.write(draft, 'off', createdAtMs)
      kept.set(id, { shown, purgeAtMs: endsAtMs ?? Number.POSITIVE_INFINITY })
      return shown
    },
    on: async ({ id, audit: draft }) => {
      const nowMs = clock.now()
      if (!live(nowMs).some(({ shown }) => shown.id === id)) return false
      audit.write(draft, 'on', nowMs)
      return kept.delete(id)
    },
    list: async () =>
      live(clock.now())
        .map(({ shown }) => shown)
        .sort(newestFirst),
  }
}

const newestFirst = (one: Switch, other: Switch): number =>
  other.createdAtMs - one.createdAtMs || (other.id < one.id ? -1 : 1)
