import type { Clock } from '../../ports/clock.ts'
import type { NewContact, User, UserStore } from '../../ports/session.ts'
import { isSame, type KeptUser, type MemoryAccounts } from './accounts.ts'
import type { MemoryAudit } from './audit.ts'

/** {@link UserStore} in memory. */
export const createMemoryUsers = (
  { users }: MemoryAccounts,
  audit: MemoryAudit,
  clock: Clock,
): UserStore => ({
  change: async ({ id, username, isGuest, audit: draft }) => {
    const kept = users.get(id)
    if (kept === undefined) return undefined
    if (username !== undefined && isTaken(users, id, username)) return 'taken'
    const { user } = kept
    const next = { username: username ?? user.username, isGuest: isGuest ?? user.isGuest }
    if (next.username === user.username && next.isGuest === user.isGuest) return user
    const changed: User = { ...user, ...next, updatedAtMs: clock.now() }
    audit.write(draft, 'changed', changed.updatedAtMs)
    users.set(id, { ...kept, user: changed })
    return changed
  },
})

const isTaken = (users: MemoryAccounts['users'], id: string, username: string): boolean =>
  [...users.values()].some(({ user }) => user.id !== id && user.username === username)

/** What a user is found by. */
export const contactHashOf = (
  { phoneHash, emailHash }: KeptUser,
  kind: NewContact['kind'],
): Uint8Array | undefined => (kind === 'phone' ? phoneHash : emailHash)

/** Who has this contact. */
export const findByContact = (
  { users }: MemoryAccounts,
  { kind, recipientHash }: NewContact,
): KeptUser | undefined =>
  [...users.values()].find((kept) => isSame(contactHashOf(kept, kind), recipientHash))

/** A user that nobody knows yet. */
export const newUser = (id: string, nowMs: number): KeptUser => ({
  user: {
    ...{ id, phone: undefined, email: undefined, username: undefined, isGuest: true },
    ...{ createdAtMs: nowMs, updatedAtMs: nowMs },
  },
  phoneHash: undefined,
  emailHash: undefined,
})

/** Writes a contact down as verified now. */
export const verifyContact = (
  { users }: MemoryAccounts,
  { kept, contact }: { readonly kept: KeptUser; readonly contact: NewContact },
  nowMs: number,
): User => {
  const { kind, recipientHash, sealed, masked } = contact
  const verified = { sealed, masked, verifiedAtMs: nowMs }
  const user = { ...kept.user, [kind]: verified, updatedAtMs: nowMs }
  users.set(user.id, { ...kept, [`${kind}Hash`]: recipientHash, user })
  return user
}
