import type { DatabaseSync } from 'node:sqlite'
import type { IntegrationRow, IntegrationStore } from '../../../ports/switch.ts'
import {
  changeIntegration,
  ensureIntegration,
  listIntegrations,
  readIntegration,
} from '../sql/integrations.sql.ts'
import { prepare, prepareRows, type Row } from '../statement.ts'
import type { OperatorParts } from './parts.ts'

/** Integrations' rows in SQLite. */
export const createSqliteIntegrations = (
  database: DatabaseSync,
  { read, write }: OperatorParts,
): IntegrationStore => {
  const ensure = prepare(database, ensureIntegration)
  const change = prepare(database, changeIntegration)
  const readOne = prepare(database, readIntegration)
  const list = prepareRows(database, listIntegrations)

  return {
    ensure: (ids) =>
      write(({ nowMs }) => {
        for (const id of ids) ensure({ id, now: nowMs })
      }),
    list: () => read(() => list({}).map(toIntegration)),
    change: ({ id, otpEnabled, settings = null, audit }) =>
      write(({ nowMs, writeEvent }) => {
        const enabled = otpEnabled === undefined ? null : Number(otpEnabled)
        const changed = change({ id, otp_enabled: enabled, settings, now: nowMs })
        if (changed !== undefined) writeEvent(audit, 'changed')
        const row = changed ?? readOne({ id })
        return row && toIntegration(row)
      }),
  }
}

/** An integration as its row has it. */
export const toIntegration = (row: Row): IntegrationRow => ({
  id: String(row['id']),
  otpEnabled: Number(row['otp_enabled']) === 1,
  settings: String(row['settings']),
  updatedAtMs: Number(row['updated_at_ms']),
})
