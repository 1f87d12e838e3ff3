import type { User } from '../../ports/session.ts'
import type { EventPerson } from '../audit/auditor.ts'
import { eventPerson } from '../audit/event-person.ts'
import type { KeyRing } from '../key-ring.ts'
import { type Recipient, readEmail, readPhone } from '../recipient.ts'
import { openContact } from './contact.ts'

/** A user as the user itself may see it. */
export interface SessionUser {
  readonly id: string
  /** E.164. */
  readonly phoneNumber: string | undefined
  readonly email: string | undefined
  readonly username: string | undefined
  /** Signed in, but has not chosen a name yet. */
  readonly isGuest: boolean
  readonly phoneVerifiedAtMs: number | undefined
}

/** Opens what is kept of a user. */
export const toSessionUser = (keyRing: KeyRing, user: User): SessionUser => ({
  id: user.id,
  phoneNumber: openContact(keyRing, 'phone', user.phone),
  email: openContact(keyRing, 'email', user.email),
  username: user.username,
  isGuest: user.isGuest,
  phoneVerifiedAtMs: user.phone?.verifiedAtMs,
})

/** What a user has verified. */
export const contactsOf = ({ phoneNumber, email }: SessionUser): readonly Recipient[] =>
  [readPhone(phoneNumber ?? ''), readEmail(email ?? '')].filter((contact) => contact !== undefined)

/** Whom an event about a user is about. */
export const personOf = (keyRing: KeyRing, user: SessionUser): EventPerson | undefined => {
  const [contact] = contactsOf(user)
  return contact && eventPerson(keyRing, contact)
}
