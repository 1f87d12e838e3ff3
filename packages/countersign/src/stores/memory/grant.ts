import type { AuditDraft } from '../../ports/audit.ts'
import type { SessionGrant } from '../../ports/session.ts'
import type { ChallengeKey, Grant, Granted } from '../../ports/store.ts'
import { isGood, isSame, type KeptUser, type MemoryAccounts } from './accounts.ts'
import { addProof } from './proofs.ts'
import { beginSession, goodSessions } from './sessions.ts'
import { contactHashOf, findByContact, newUser, verifyContact } from './users.ts'

/** What a right code opens: the events of it, and then the change itself, which cannot fail. */
export interface GrantPlan {
  readonly events: readonly { readonly draft: AuditDraft; readonly outcome: string }[]
  readonly apply: () => Granted
}

/** Decides what a right code opens. Nothing is changed yet: its events may not be writable. */
export const planGrant = (
  accounts: MemoryAccounts,
  { grant, challenge }: { readonly grant: Grant; readonly challenge: ChallengeKey },
  nowMs: number,
): GrantPlan => {
  switch (grant.kind) {
    case 'proof':
      return {
        events: [],
        apply: () => ({
          kind: 'proof',
          ref: addProof(accounts, { proof: grant, challenge }, nowMs),
        }),
      }
    case 'sign_in':
      return planSignIn(accounts, grant, nowMs)
    case 'change_contact':
      return planChange(accounts, grant, nowMs)
  }
}

type SignIn = Extract<SessionGrant, { readonly kind: 'sign_in' }>
type Change = Extract<SessionGrant, { readonly kind: 'change_contact' }>

const created = ({ session }: SessionGrant) => ({ draft: session.audit, outcome: 'created' })

const planSignIn = (accounts: MemoryAccounts, grant: SignIn, nowMs: number): GrantPlan => {
  const known = findByContact(accounts, grant.contact)
  const kept = known ?? newUser(grant.userId, nowMs)
  return {
    events: [created(grant)],
    apply: () => ({
      ...openSession(accounts, { kept, grant }, nowMs),
      isNew: known === undefined,
    }),
  }
}

const planChange = (accounts: MemoryAccounts, grant: Change, nowMs: number): GrantPlan => {
  const { contact, audit: draft, sessionRef, userId } = grant
  const asking = accounts.sessions.get(sessionRef)
  const kept = accounts.users.get(userId)
  if (kept === undefined || asking?.userId !== userId || !isGood(asking, nowMs))
    return { events: [], apply: () => ({ kind: 'session_over' }) }
  const owner = findByContact(accounts, contact)
  if (owner !== undefined && owner.user.id !== userId)
    return { events: [{ draft, outcome: 'taken' }], apply: () => ({ kind: 'contact_taken' }) }
  return {
    events: [{ draft, outcome: 'verified' }, created(grant)],
    apply: () => {
      if (replaces(kept, grant)) endAll(accounts, userId, nowMs)
      return { ...openSession(accounts, { kept, grant }, nowMs), isNew: false }
    },
  }
}

/** Whether the user had another contact of that kind. */
const replaces = (kept: KeptUser, { contact: { kind, recipientHash } }: Change): boolean => {
  const before = contactHashOf(kept, kind)
  return before !== undefined && !isSame(before, recipientHash)
}

const endAll = (accounts: MemoryAccounts, userId: string, nowMs: number): void => {
  for (const { ref } of goodSessions(accounts, userId, nowMs)) accounts.sessions.delete(ref)
}

const openSession = (
  accounts: MemoryAccounts,
  { kept, grant: { contact, session } }: { readonly kept: KeptUser; readonly grant: SessionGrant },
  nowMs: number,
) => {
  const user = verifyContact(accounts, { kept, contact }, nowMs)
  const ref = beginSession(accounts, { userId: user.id, session }, nowMs)
  return { kind: 'session', ref, user } as const
}
