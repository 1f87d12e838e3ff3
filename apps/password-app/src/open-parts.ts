import { openDatabase } from './accounts/open-database.ts'
import { createSessions } from './accounts/sessions.ts'
import { createSqliteAccounts } from './accounts/sqlite-accounts.ts'
import type { Parts } from './routes/parts.ts'

/** Opens what the app keeps: a file of SQLite, or `:memory:`. */
export const openParts = (path: string): Omit<Parts, 'show'> => {
  const database = openDatabase(path)
  const accounts = createSqliteAccounts(database)
  return { accounts, sessions: createSessions(database, accounts) }
}
