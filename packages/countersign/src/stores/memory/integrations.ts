import type { Clock } from '../../ports/clock.ts'
import type { IntegrationRow, IntegrationStore } from '../../ports/switch.ts'
import type { MemoryAudit } from './audit.ts'

/** Integrations' rows, also for the verbs that decide by them. */
export interface MemoryIntegrations extends IntegrationStore {
  readonly rows: ReadonlyMap<string, IntegrationRow>
}

/** Integrations' rows in this process's memory. */
export const createMemoryIntegrations = (audit: MemoryAudit, clock: Clock): MemoryIntegrations => {
  const rows = new Map<string, IntegrationRow>()
  return {
    rows,
    ensure: async (ids) => {
      for (const id of ids.filter((id) => !rows.has(id)))
        rows.set(id, { id, otpEnabled: true, settings: '{}', updatedAtMs: clock.now() })
    },
    list: async () => [...rows.values()].sort((one, other) => (one.id < other.id ? -1 : 1)),
    change: async ({ id, otpEnabled, settings, audit: draft }) => {
      const row = rows.get(id)
      if (row === undefined) return undefined
      const next = {
        ...row,
        otpEnabled: otpEnabled ?? row.otpEnabled,
        settings: settings ?? row.settings,
      }
      if (next.otpEnabled === row.otpEnabled && next.settings === row.settings) return row
      const changed = { ...next, updatedAtMs: clock.now() }
      audit.write(draft, 'changed', changed.updatedAtMs)
      rows.set(id, changed)
      return changed
    },
  }
}
