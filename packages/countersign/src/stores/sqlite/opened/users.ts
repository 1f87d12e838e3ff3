import type { DatabaseSync } from 'node:sqlite'
import type { UserStore } from '../../../ports/session.ts'
import type { GroupCommit } from '../group-commit.ts'
import { changeUser, readUser } from '../sql/users.sql.ts'
import { prepare } from '../statement.ts'
import { toUser } from './user-row.ts'

/** {@link UserStore} on SQLite. */
export const createSqliteUsers = (database: DatabaseSync, commit: GroupCommit): UserStore => {
  const change = prepare(database, changeUser)
  const read = prepare(database, readUser)

  return {
    change: ({ id, username = null, isGuest, audit }) =>
      commit.write(({ nowMs, writeEvent }) => {
        const asked = isGuest === undefined ? null : Number(isGuest)
        const changed = change({ id, username, is_guest: asked, now: nowMs })
        if (changed === undefined) {
          const row = read({ id, username })
          return row?.['is_taken'] === 1 ? 'taken' : row && toUser(row)
        }
        writeEvent(audit, 'changed')
        return toUser(changed)
      }),
  }
}
