import { openDatabase } from './accounts/open-database.ts'
import { createSessions } from './accounts/sessions.ts'
import { createSqliteAccounts } from './accounts/sqlite-accounts.ts'
import { createShowPage } from './pages/page.ts'
import type { Parts } from './routes/parts.ts'

/** Where the app keeps its things, and what its pages load. */
export interface PartsOptions {
  /** A file of SQLite, or `:memory:`. */
  readonly database: string
  readonly scripts?: readonly string[]
}

/** Opens what the routes share. */
export const openParts = ({ database: path, scripts = [] }: PartsOptions): Parts => {
  const database = openDatabase(path)
  const accounts = createSqliteAccounts(database)
  return { accounts, sessions: createSessions(database, accounts), show: createShowPage(scripts) }
}
