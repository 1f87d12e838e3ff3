import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../../ports/clock.ts'
import type { SessionStore } from '../../../ports/session.ts'
import { idOfRef } from '../../row-ref.ts'
import type { GroupCommit } from '../group-commit.ts'
import { endSessions, giveToken, hasToken, listSessions } from '../sql/sessions.sql.ts'
import { prepare, prepareAll } from '../statement.ts'
import { createFind } from './find-session.ts'
import { toSession } from './session-row.ts'
import { firstOfTokens } from './token.ts'

/** What the verbs on sessions need. */
export interface SessionParts {
  readonly commit: GroupCommit
  readonly clock: Clock
}

/** {@link SessionStore} on SQLite. */
export const createSqliteSessions = (database: DatabaseSync, parts: SessionParts): SessionStore => {
  const { commit, clock } = parts
  const give = prepare(database, giveToken)
  const isPresent = prepare(database, hasToken)
  const list = prepareAll(database, listSessions)
  const end = prepareAll(database, endSessions)

  return {
    find: createFind(database, parts),
    rotate: async ({ ref, tokens, next, graceMs, audit }) => {
      const id = idOfRef(ref)
      if (id === null) return undefined
      const given = { id, next_key_id: next.keyId, next_hash: next.hash, grace_ms: graceMs }
      return commit.write(({ nowMs, writeEvent }) =>
        firstOfTokens(tokens, (token) => {
          const parameters = { ...given, ...token, now: nowMs }
          if (give(parameters) === undefined)
            return isPresent(parameters) === undefined ? undefined : 'already'
          writeEvent(audit, 'rotated')
          return 'rotated'
        }),
      )
    },
    list: (userId) => commit.read(() => list({ user_id: userId, now: clock.now() }).map(toSession)),
    end: async ({ userId, ref, audit }) => {
      const id = idOfRef(ref)
      if (ref !== undefined && id === null) return 0
      return commit.write(({ nowMs, writeEvent }) => {
        const ended = end({ user_id: userId, id, now: nowMs }).length
        if (ended > 0) writeEvent(audit, 'ended')
        return ended
      })
    },
  }
}
