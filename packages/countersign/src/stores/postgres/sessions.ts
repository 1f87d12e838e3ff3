import type { SessionRow, SessionStore } from '../../ports/session.ts'
import { idOfRef, noId } from '../row-ref.ts'
import { bytes, packDraft, text, tokensOf } from './encode.ts'
import type { OperatorParts } from './operators/parts.ts'
import { toUser, type UserJson } from './users.ts'

/** What `find_user_session` answers. */
interface FoundJson {
  readonly session: SessionRow
  readonly user: UserJson
}

/** {@link SessionStore} on PostgreSQL. */
export const createPostgresSessions = ({ call, change, clockMs }: OperatorParts): SessionStore => ({
  find: async ({ ref, tokens, noteEveryMs, graceMs, audit }) => {
    const values = [
      packDraft(audit),
      idOfRef(ref) ?? noId,
      ...tokensOf(tokens),
      noteEveryMs,
      graceMs,
    ]
    // It does no harm to run it twice.
    const { rows } = await call('find_user_session', [...values, clockMs()])
    const found = (rows[0]?.['find_user_session'] ?? null) as FoundJson | null
    return found === null ? undefined : { session: found.session, user: toUser(found.user) }
  },
  rotate: async ({ ref, tokens, next, graceMs, audit }) => {
    const values = [
      idOfRef(ref) ?? noId,
      ...tokensOf(tokens),
      text(next.keyId),
      bytes(next.hash),
      graceMs,
    ]
    const answer = await change('rotate_user_session', audit, values)
    return (answer as 'rotated' | 'already' | null) ?? undefined
  },
  list: async (userId) => {
    const { rows } = await call('list_user_sessions', [text(userId), clockMs()])
    return rows.map(({ session }) => session as SessionRow)
  },
  end: async ({ userId, ref, audit }) => {
    const values = [text(userId), ref === undefined ? null : (idOfRef(ref) ?? noId)]
    return Number(await change('end_user_sessions', audit, values))
  },
})
