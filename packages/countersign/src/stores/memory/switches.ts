import type { Clock } from '../../ports/clock.ts'
import type { EnabledIntegration } from '../../ports/store.ts'
import type { IntegrationRow, SendingRoute, Switch, SwitchStore } from '../../ports/switch.ts'
import { openWays } from '../open-ways.ts'
import { switchIdOf } from '../switch-id.ts'
import type { MemoryAudit } from './audit.ts'

/** Switches, what the sweep removes, and what other verbs decide by. */
export interface MemorySwitches extends SwitchStore {
  readonly kept: Map<string, KeptSwitch>
  /** The integrations of a route that are on. */
  openWays(route: SendingRoute, nowMs: number): readonly EnabledIntegration[]
}

interface KeptSwitch {
  readonly shown: Switch
  readonly purgeAtMs: number
}

/** Switches in this process's memory. */
export const createMemorySwitches = (
  integrations: ReadonlyMap<string, IntegrationRow>,
  audit: MemoryAudit,
  clock: Clock,
): MemorySwitches => {
  const kept = new Map<string, KeptSwitch>()
  const live = (nowMs: number): readonly Switch[] =>
    [...kept.values()].filter(({ purgeAtMs }) => purgeAtMs > nowMs).map(({ shown }) => shown)
  const waysAt = (route: SendingRoute, nowMs: number) =>
    openWays(route, { switches: live(nowMs), integrations })
  return {
    kept,
    openWays: waysAt,
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
      if (!live(nowMs).some((found) => found.id === id)) return false
      audit.write(draft, 'on', nowMs)
      return kept.delete(id)
    },
    list: async () => live(clock.now()).toSorted(newestFirst),
    isOff: async (route) => waysAt(route, clock.now()).length === 0,
  }
}

const newestFirst = (one: Switch, other: Switch): number =>
  other.createdAtMs - one.createdAtMs || (other.id < one.id ? -1 : 1)
