import type { DatabaseSync } from 'node:sqlite'
import type {
  GrantedSession,
  NewContact,
  NewSession,
  SessionGrant,
  User,
} from '../../../ports/session.ts'
import { idOfRef, noId } from '../../row-ref.ts'
import type { Batch } from '../group-commit.ts'
import { endSessions, endSurplus, insertSession } from '../sql/sessions.sql.ts'
import {
  changeContact,
  hasOtherContact,
  insertUser,
  readAsking,
  verifyContact,
} from '../sql/users.sql.ts'
import { type Parameters, prepare, prepareAll, type Row } from '../statement.ts'
import { tokenParameters } from './token.ts'
import { toUser } from './user-row.ts'

type SignIn = Extract<SessionGrant, { readonly kind: 'sign_in' }>
type Change = Extract<SessionGrant, { readonly kind: 'change_contact' }>

/** Prepares what finds or makes the user of a contact, or gives a user another one, and begins a session. */
export const createGrantSession = (database: DatabaseSync) => {
  const contacts = {
    phone: prepareContact(database, 'phone'),
    email: prepareContact(database, 'email'),
  }
  const asks = prepare(database, readAsking)
  const endAll = prepareAll(database, endSessions)
  const begin = createBegin(database)

  const signIn = ({ contact, userId, session }: SignIn, batch: Batch): GrantedSession => {
    const { verify, insert } = contacts[contact.kind]
    const parameters = { ...contactParameters(contact), user_id: userId, now: batch.nowMs }
    const known = verify(parameters)
    const row = known ?? insert(parameters)
    return begin({ user: userIn(row), isNew: known === undefined }, session, batch)
  }

  const change = (grant: Change, batch: Batch): GrantedSession => {
    const { contact, userId, sessionRef, session, audit } = grant
    const asking = { asking_id: idOfRef(sessionRef) ?? noId, user_id: userId, now: batch.nowMs }
    const parameters = { ...contactParameters(contact), ...asking }
    const statements = contacts[contact.kind]
    const isReplaced = statements.hasOther(parameters)?.['has_other'] === 1
    const changed = statements.change(parameters)
    if (changed === undefined) {
      if (asks(asking) === undefined) return { kind: 'session_over' }
      batch.writeEvent(audit, 'taken')
      return { kind: 'contact_taken' }
    }
    batch.writeEvent(audit, 'verified')
    if (isReplaced) endAll({ ...asking, id: null })
    return begin({ user: userIn(changed), isNew: false }, session, batch)
  }

  return (grant: SessionGrant, batch: Batch): GrantedSession =>
    grant.kind === 'sign_in' ? signIn(grant, batch) : change(grant, batch)
}

const prepareContact = (database: DatabaseSync, kind: NewContact['kind']) => ({
  verify: prepare(database, verifyContact(kind)),
  insert: prepare(database, insertUser(kind)),
  hasOther: prepare(database, hasOtherContact(kind)),
  change: prepare(database, changeContact(kind)),
})

interface Beginning {
  readonly user: User
  readonly isNew: boolean
}

/** Prepares what begins a session, for which those end that are too many. */
const createBegin = (database: DatabaseSync) => {
  const insert = prepare(database, insertSession)
  const endTooMany = prepareAll(database, endSurplus)

  return (
    { user, isNew }: Beginning,
    session: NewSession,
    { nowMs, writeEvent }: Batch,
  ): GrantedSession => {
    const { label, idleMs, ttlMs } = session
    const owned = { user_id: user.id, now: nowMs }
    const began = insert({
      ...{ ...owned, ...tokenParameters(session.token), label },
      ...{ idle_ms: idleMs, expires_at: nowMs + ttlMs },
    })
    const id = Number(began?.['id'])
    endTooMany({ ...owned, began_id: id, at_most: session.sessionsAtMost })
    writeEvent(session.audit, 'created')
    return { kind: 'session', ref: String(id), user, isNew }
  }
}

const contactParameters = ({ recipientHash, sealed, masked }: NewContact): Parameters => ({
  contact_hash: recipientHash,
  contact_key_id: sealed.keyId,
  contact_sealed: sealed.bytes,
  contact_masked: masked,
})

const userIn = (row: Row | undefined): User => toUser(row ?? {})
