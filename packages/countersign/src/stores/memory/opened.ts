import { isGood, type KeptUser, type MemoryAccounts } from './accounts.ts'
import { keyOf } from './key-of.ts'

/** Names of what recipients have open and could still use. Everybody's, if no hashes are given. */
export const opened = (
  { proofs, sessions, users }: MemoryAccounts,
  recipientHashes: readonly Uint8Array[] | undefined,
  nowMs: number,
): { readonly proofs: readonly string[]; readonly sessions: readonly string[] } => {
  const asked = recipientHashes && new Set(recipientHashes.map(keyOf))
  const isAsked = (hash: Uint8Array) => asked === undefined || asked.has(keyOf(hash))
  const owners = new Set(usersOf(users, asked))
  return {
    proofs: [...proofs]
      .filter(([, kept]) => kept.usedAtMs === undefined && isGood(kept, nowMs))
      .filter(([, kept]) => isAsked(kept.recipientHash))
      .map(([ref]) => ref),
    sessions: [...sessions.values()]
      .filter((kept) => isGood(kept, nowMs) && owners.has(kept.userId))
      .map(({ ref }) => ref),
  }
}

/** Removes proofs, users and sessions of recipients; how many rows there were. */
export const eraseOpened = (
  { proofs, sessions, users }: MemoryAccounts,
  hashes: ReadonlySet<string>,
): number => {
  const owners = usersOf(users, hashes)
  const given = [...proofs].filter(([, { recipientHash }]) => hashes.has(keyOf(recipientHash)))
  const begun = [...sessions].filter(([, { userId }]) => owners.includes(userId))
  for (const [ref] of given) proofs.delete(ref)
  for (const [ref] of begun) sessions.delete(ref)
  for (const id of owners) users.delete(id)
  return given.length + begun.length + owners.length
}

/** Ids of the users that have one of these contacts. */
const usersOf = (
  users: MemoryAccounts['users'],
  hashes: ReadonlySet<string> | undefined,
): readonly string[] => {
  const isOf = ({ phoneHash, emailHash }: KeptUser) =>
    [phoneHash, emailHash].some((hash) => hash !== undefined && hashes?.has(keyOf(hash)))
  return [...users.values()]
    .filter((kept) => hashes === undefined || isOf(kept))
    .map(({ user }) => user.id)
}
