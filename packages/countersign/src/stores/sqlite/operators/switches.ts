import type { DatabaseSync } from 'node:sqlite'
import type { Switch, SwitchScope, SwitchStore } from '../../../ports/switch.ts'
import { switchIdOf, switchIdOfRow, switchRowId } from '../../switch-id.ts'
import { addSwitch, listSwitches, removeSwitch } from '../sql/switches.sql.ts'
import { prepare, prepareRows, type Row, rowId } from '../statement.ts'
import { createWays } from '../ways.ts'
import type { OperatorParts } from './parts.ts'

/** Switches in SQLite. */
export const createSqliteSwitches = (
  database: DatabaseSync,
  { read, write }: OperatorParts,
): SwitchStore => {
  const add = prepare(database, addSwitch)
  const remove = prepare(database, removeSwitch)
  const list = prepareRows(database, listSwitches)
  const waysAt = createWays(database)

  return {
    off: ({ scope, target, reason, author, forMs, audit }) =>
      write(({ nowMs, writeEvent }) => {
        const endsAtMs = forMs === undefined ? null : nowMs + forMs
        const id = rowId(audit.eventId)
        add({ id, scope, target, reason, author, now: nowMs, ends_at: endsAtMs })
        writeEvent(audit, 'off')
        const who = { reason, author, createdAtMs: nowMs }
        return { id: switchIdOf(audit), scope, target, ...who, endsAtMs }
      }),
    on: ({ id, audit }) =>
      write(({ nowMs, writeEvent }) => {
        const row = switchRowId(id)
        if (row === undefined || remove({ id: row, now: nowMs }) === undefined) return false
        writeEvent(audit, 'on')
        return true
      }),
    isOff: (route) => read((nowMs) => waysAt(nowMs).of(route).length === 0),
    list: () => read((nowMs) => list({ now: nowMs }).map(toSwitch)),
  }
}

/** A switch as its row has it. */
export const toSwitch = (row: Row): Switch => ({
  id: switchIdOfRow(BigInt(String(row['id']))),
  scope: String(row['scope']) as SwitchScope,
  target: row['target'] === null ? null : String(row['target']),
  reason: String(row['reason']),
  author: String(row['author']),
  createdAtMs: Number(row['created_at_ms']),
  endsAtMs: row['ends_at_ms'] === null ? null : Number(row['ends_at_ms']),
})
