import type { SessionGrant } from '../../ports/session.ts'
import type { Granted } from '../../ports/store.ts'
import { newContact } from '../session/contact.ts'
import { createSessionSecret } from '../session/session-secret.ts'
import { toSessionUser } from '../session/session-user.ts'
import { newTokenHash, tokenOf } from '../token.ts'
import type { CallerSession, Granting, GrantingParts, GrantRequest, Opened } from './granting.ts'

/** A right code signs its recipient in: the user is found by it, or made. */
export const signInGranting = (parts: GrantingParts, request: GrantRequest): Granting => {
  const begun = beginning(parts, request)
  const { contact, session, opened } = begun
  const userId = Buffer.from(parts.random(16)).toString('hex')
  return { grant: { kind: 'sign_in', contact, userId, session }, opened }
}

/** A right code gives somebody who is signed in this phone or address. */
export const contactGranting = (
  parts: GrantingParts,
  request: GrantRequest,
  { ref, userId }: CallerSession,
): Granting => {
  const { contact, session, opened } = beginning(parts, request)
  const grant: SessionGrant = {
    kind: 'change_contact',
    ...{ sessionRef: ref, userId, contact, session },
    audit: parts.auditor({
      type: 'user.verified',
      facts: { purpose: request.purpose, contact: contact.kind },
      person: personOf(contact),
    }),
  }
  return { grant, opened }
}

/** What both have in common: every success begins a session, with a token that nobody had before. */
const beginning = (
  { keyRing, random, clock, auditor, sessionSettings }: GrantingParts,
  { purpose, recipient, challenge, label = unknownDevice }: GrantRequest,
) => {
  const secret = createSessionSecret(random, clock.now())
  const contact = newContact(keyRing, { recipient, challenge }, random)
  const { ttlSeconds, idleSeconds, perUserAtMost } = sessionSettings
  const session: SessionGrant['session'] = {
    token: newTokenHash(keyRing, 'session', secret),
    ttlMs: ttlSeconds * 1000,
    idleMs: idleSeconds * 1000,
    label,
    sessionsAtMost: perUserAtMost,
    audit: auditor({ type: 'session.created', facts: { purpose }, person: personOf(contact) }),
  }
  const opened = (granted: Granted): Opened | undefined =>
    granted.kind === 'session'
      ? {
          kind: 'session',
          token: tokenOf('session', { ref: granted.ref, secret }),
          user: toSessionUser(keyRing, granted.user),
          isNew: granted.isNew,
          expiresInSeconds: ttlSeconds,
        }
      : undefined
  return { contact, session, opened }
}

const unknownDevice = 'Unknown device'

const personOf = ({ recipientHash, masked }: SessionGrant['contact']) => ({ recipientHash, masked })
