import type { DatabaseSync } from 'node:sqlite'
import type { FoundSession, SessionStore } from '../../../ports/session.ts'
import { idOfRef } from '../../row-ref.ts'
import type { Batch } from '../group-commit.ts'
import { endReused, noteUse, promoteToken, readSession } from '../sql/sessions.sql.ts'
import { prepare, type Row } from '../statement.ts'
import { toSession } from './session-row.ts'
import type { SessionParts } from './sessions.ts'
import { type PlayedRole, replacedWith, roleIn, tokenParameters } from './token.ts'
import { toUser } from './user-row.ts'

type Finding = Parameters<SessionStore['find']>[0]

/** What is there of a session, and what follows from its token. */
interface Seen {
  readonly row: Row
  readonly played: PlayedRole
  /** The token was replaced too long ago to be honest. */
  readonly isReused: boolean
  /** Something has to be written down. */
  readonly isDue: boolean
}

/**
 * Prepares {@link SessionStore.find}: it reads, and waits for a commit only if there is something to
 * write. Then it looks again, as something may have happened in between.
 */
export const createFind = (database: DatabaseSync, { commit, clock }: SessionParts) => {
  const read = prepare(database, readSession)
  const note = prepare(database, noteUse)
  const promote = prepare(database, promoteToken)
  const endLate = prepare(database, endReused)

  const look = (id: number, request: Finding, nowMs: number): Seen | undefined => {
    const row = read({ id, now: nowMs })
    const played = row && roleIn(row, request.tokens)
    return row && played && weigh(row, { played, request }, nowMs)
  }

  const write = (id: number, request: Finding, { nowMs, writeEvent }: Batch) => {
    const seen = look(id, request, nowMs)
    if (seen === undefined || !seen.isDue) return foundIn(seen)
    const { played, isReused } = seen
    const token = { id, ...tokenParameters(played.token), now: nowMs }
    if (isReused) {
      if (endLate({ ...token, grace_ms: request.graceMs }) !== undefined)
        writeEvent(request.audit, 'reused')
      return undefined
    }
    if (played.role === 'next') promote({ ...token, replaced: replacedWith(seen.row) })
    note({ ...token, note_every_ms: request.noteEveryMs })
    return foundIn(look(id, request, nowMs))
  }

  return async (request: Finding): Promise<FoundSession | undefined> => {
    const id = idOfRef(request.ref)
    if (id === null) return undefined
    const seen = await commit.read(() => look(id, request, clock.now()))
    return seen?.isDue === true ? commit.write((batch) => write(id, request, batch)) : foundIn(seen)
  }
}

const weigh = (
  row: Row,
  { played, request }: { readonly played: PlayedRole; readonly request: Finding },
  nowMs: number,
): Seen => {
  const isLate = Number(row['replaced_at_ms']) + request.graceMs <= nowMs
  const isReused = played.role === 'older' || (played.role === 'previous' && isLate)
  const isNoteDue = Number(row['seen_at_ms']) + request.noteEveryMs <= nowMs
  return { row, played, isReused, isDue: isReused || isNoteDue || played.role === 'next' }
}

const foundIn = (seen: Seen | undefined): FoundSession | undefined =>
  seen && { session: toSession(seen.row), user: toUser(seen.row) }
