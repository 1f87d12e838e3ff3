import type { Switch, SwitchScope, SwitchStore } from '../../../ports/switch.ts'
import { switchIdOf, switchIdOfRow, switchRowId } from '../../switch-id.ts'
import { text } from '../encode.ts'
import { packRoute } from '../routes.ts'
import { rowId } from '../row-id.ts'
import type { OperatorParts } from './parts.ts'

/** Switches in PostgreSQL. */
export const createPostgresSwitches = ({ call, change, clockMs }: OperatorParts): SwitchStore => ({
  off: async ({ scope, target, reason, author, forMs = null, audit }) => {
    const what = [scope, target === null ? null : text(target)]
    const why = [text(reason), text(author)]
    const id = rowId(audit.eventId).toString()
    const answer = await change('switch_off', audit, [id, ...what, ...why, forMs])
    const times = answer as Pick<Switch, 'createdAtMs' | 'endsAtMs'>
    return { id: switchIdOf(audit), scope, target, reason, author, ...times }
  },
  on: async ({ id, audit }) => {
    const row = switchRowId(id)
    return row !== undefined && (await change('switch_on', audit, [row.toString()])) === true
  },
  list: async () => (await call('list_switches', [clockMs()])).rows.map(toSwitch),
  isOff: async (route) => {
    const { rows } = await call('is_off', [JSON.stringify(packRoute(route)), clockMs()])
    return rows[0]?.['is_off'] !== false
  },
})

/** A switch as its row has it. */
export const toSwitch = (row: Record<string, unknown>): Switch => ({
  id: switchIdOfRow(BigInt(String(row['id']))),
  scope: String(row['scope']) as SwitchScope,
  target: row['target'] === null ? null : String(row['target']),
  reason: String(row['reason']),
  author: String(row['author']),
  createdAtMs: Number(row['created_at_ms']),
  endsAtMs: row['ends_at_ms'] === null ? null : Number(row['ends_at_ms']),
})
