import type { NewProof } from '../../../ports/proof.ts'
import type { NewContact, NewSession, SessionGrant } from '../../../ports/session.ts'
import type { Grant, Granted } from '../../../ports/store.ts'
import { idOfRef, noId } from '../../row-ref.ts'
import { bytes, draftOf, text } from '../encode.ts'
import { toUser, type UserJson } from '../users.ts'
import type { Verb } from './verb.ts'

/** What a success opens, as `open_grant` answers. */
export type GrantedAnswer =
  | { readonly kind: 'proof'; readonly ref: string }
  | {
      readonly kind: 'session'
      readonly ref: string
      readonly user: UserJson
      readonly isNew: boolean
    }
  | { readonly kind: 'contact_taken' | 'session_over' }

/** What a success opens, as `open_grant` reads it, with the drafts of its events in order. */
interface PackedGrant extends Pick<Verb<unknown>, 'users'> {
  readonly opens: Readonly<Record<string, unknown>>
  readonly events: ReturnType<typeof draftOf>[]
}

/** Packs what a success opens, and says which users that may touch. */
export const packGrant = (grant: Grant): PackedGrant => {
  if (grant.kind === 'proof')
    return { opens: { kind: 'proof', proof: packProof(grant) }, events: [] }
  const users = { ids: [text(grant.userId)], hashes: [bytes(grant.contact.recipientHash)] }
  const begun = draftOf(grant.session.audit)
  if (grant.kind === 'sign_in') return { opens: packSignIn(grant), events: [begun], users }
  const sessionRef = idOfRef(grant.sessionRef) ?? noId
  const opens = { ...packSignIn(grant), sessionRef }
  return { opens, events: [draftOf(grant.audit), begun], users }
}

const packProof = (proof: NewProof) => ({
  key_id: text(proof.token.keyId),
  hash: bytes(proof.token.hash),
  ttl_ms: proof.ttlMs,
  sealed: bytes(proof.sealed),
  subject_hash: proof.subjectHash && bytes(proof.subjectHash),
  action_hash: proof.actionHash && bytes(proof.actionHash),
  session_id: proof.sessionRef === undefined ? undefined : (idOfRef(proof.sessionRef) ?? noId),
})

const packSignIn = ({ kind, contact, userId, session }: SessionGrant) => ({
  ...{ kind, userId: text(userId) },
  contact: packContact(contact),
  session: packSession(session),
})

const packContact = ({ kind, recipientHash, sealed, masked }: NewContact) => ({
  ...{ kind, hash: bytes(recipientHash), masked: text(masked) },
  ...{ key_id: text(sealed.keyId), sealed: bytes(sealed.bytes) },
})

const packSession = ({ token, ttlMs, idleMs, label, sessionsAtMost }: NewSession) => ({
  ...{ key_id: text(token.keyId), hash: bytes(token.hash), label: text(label) },
  ...{ ttl_ms: ttlMs, idle_ms: idleMs, sessions_at_most: sessionsAtMost },
})

/** What a success opened, as the port tells it. */
export const readGranted = (answer: GrantedAnswer): Granted =>
  answer.kind === 'session' ? { ...answer, user: toUser(answer.user) } : answer
