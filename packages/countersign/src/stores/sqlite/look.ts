import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { type Clock, systemClock } from '../../ports/clock.ts'
import { CountersignError } from '../../ports/error.ts'
import type { StoreView } from '../../ports/store-view.ts'
import { schemaStateOf } from '../schema-state.ts'
import { readVersion } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { toToken } from './operators/admins.ts'
import { toIntegration } from './operators/integrations.ts'
import { toSwitch } from './operators/switches.ts'
import { listAdmins } from './sql/admins.sql.ts'
import { listIntegrations } from './sql/integrations.sql.ts'
import { listSwitches } from './sql/switches.sql.ts'
import { prepareRows } from './statement.ts'

/** How long to wait for a process that holds the file. */
const waitMs = 2000

const readTable = /* sql */ `select 1 from sqlite_schema where type = 'table' and name = ?`

/**
 * Looks at a database file without changing it: no file is made, and no migration is applied.
 *
 * @throws CountersignError `unavailable` if it cannot be read, or is no database
 */
export const lookAtSqlite = ({
  path,
  clock = systemClock,
}: {
  readonly path: string
  readonly clock?: Clock
}): StoreView => {
  const schema = { kind: 'none' } as const
  const none = { schema, clockAheadMs: 0, stops: undefined, admins: [] }
  if (!existsSync(path)) return none
  try {
    const database = openUnchanged(path)
    try {
      if (!hasTable(database, 'schema_migrations')) return none
      return { clockAheadMs: 0, ...read(database, clock.now()) }
    } finally {
      database.close()
    }
  } catch (error) {
    throw new CountersignError('unavailable', 'the file cannot be read', { cause: error })
  }
}

/**
 * To read a file that uses a write-ahead log SQLite makes two more beside it, and only who may write takes
 * them away again. If there is no log, nobody has the file open, and it can be read as it stands.
 */
const openUnchanged = (path: string): DatabaseSync => {
  const options = { readOnly: true, timeout: waitMs }
  if (existsSync(`${path}-wal`)) return new DatabaseSync(path, options)
  const url = pathToFileURL(path)
  url.searchParams.set('immutable', '1')
  return new DatabaseSync(url, options)
}

const hasTable = (database: DatabaseSync, name: string): boolean =>
  database.prepare(readTable).get(name) !== undefined

const read = (database: DatabaseSync, nowMs: number): Omit<StoreView, 'clockAheadMs'> => {
  const schema = schemaStateOf(Number(database.prepare(readVersion).get()?.['version']), migrations)
  if (schema.kind === 'newer') return { schema, stops: undefined, admins: undefined }
  const admins = hasTable(database, 'admins')
    ? prepareRows(database, listAdmins)({}).map(toToken)
    : []
  if (schema.kind !== 'current') return { schema, stops: undefined, admins }
  const switches = prepareRows(database, listSwitches)({ now: nowMs }).map(toSwitch)
  const integrations = prepareRows(database, listIntegrations)({}).map(toIntegration)
  return { schema, stops: { switches, integrations }, admins }
}
