import type { DatabaseSync } from 'node:sqlite'
import type { SweepResult } from '../../../ports/store.ts'
import { nextRows, removeEnded, sweptTables } from '../sql/sweep.sql.ts'

/** Before every id there is. */
const beginning = '-1'

/** Prepares {@link Store.sweep}. Each table has a place where the next call goes on. */
export const createSweep = (database: DatabaseSync) => {
  const tables = sweptTables.map((table) => ({
    next: database.prepare(nextRows(table)),
    remove: database.prepare(removeEnded(table)),
    after: beginning,
  }))

  return (rowsAtMost: number, nowMs: number): SweepResult => {
    let examined = 0
    let removed = 0
    for (const table of tables) {
      const rows = table.next.get({ after: table.after, rows_at_most: rowsAtMost })
      const count = Number(rows?.['examined'])
      const lastId = rows?.['last_id'] ?? beginning
      if (count > 0)
        removed += table.remove.all({ after: table.after, last_id: lastId, now: nowMs }).length
      table.after = count < rowsAtMost ? beginning : String(lastId)
      examined += count
    }
    return { examined, removed }
  }
}
