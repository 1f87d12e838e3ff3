import type { ChallengeName, RekeyRequest, Renaming, RequestName } from '../../ports/rekey.ts'
import { isSame } from './accounts.ts'
import { keyOf } from './key-of.ts'
import { suppressionNames } from './suppressions.ts'
import type { MemoryState } from './verbs.ts'

/** {@link Store.rekey} on memory. */
export const rekey = (state: MemoryState, { challenges, limits, requests }: RekeyRequest): void => {
  for (const { from, to } of limits) move(state.limits.kept, keyOf(from), keyOf(to))
  for (const renaming of challenges) rekeyRecipient(state, renaming)
  for (const renaming of challenges) rekeyAccounts(state, renaming)
  for (const renaming of challenges) rekeyChallenge(state, renaming)
  for (const renaming of requests) rekeyRequest(state, renaming)
}

/** Moves a row, unless there is one under the new name. Whether it did. */
const move = <Row>(
  rows: Map<string, Row>,
  from: string,
  to: string,
  change: (row: Row) => Row = (row) => row,
): boolean => {
  const row = rows.get(from)
  if (row === undefined || rows.has(to)) return false
  rows.delete(from)
  rows.set(to, change(row))
  return true
}

const rekeyRecipient = (
  { failures, suppressions }: MemoryState,
  { from, to }: Renaming<ChallengeName>,
): void => {
  move(failures, keyOf(from.recipientHash), keyOf(to.recipientHash))
  const names = suppressionNames(to.recipientHash)
  for (const [n, name] of suppressionNames(from.recipientHash).entries())
    move(suppressions, name, names[n] ?? name)
}

/** Proofs and users are no maps by recipient: they stay where they are, under another hash. */
const rekeyAccounts = (
  { proofs, users }: MemoryState,
  { from: { recipientHash: from }, to: { recipientHash: to } }: Renaming<ChallengeName>,
): void => {
  for (const [ref, proof] of proofs)
    if (isSame(proof.recipientHash, from)) proofs.set(ref, { ...proof, recipientHash: to })
  for (const name of ['phoneHash', 'emailHash'] as const) {
    const all = [...users.values()]
    const kept = all.find((user) => isSame(user[name], from))
    if (kept !== undefined && !all.some((user) => isSame(user[name], to)))
      users.set(kept.user.id, { ...kept, [name]: to })
  }
}

const rekeyChallenge = (
  { challenges, deliveries }: MemoryState,
  { from, to }: Renaming<ChallengeName>,
): void => {
  const { recipientHash } = to
  const recipient = keyOf(recipientHash)
  const [before, after] = [keyOf(from.lookup), keyOf(to.lookup)]
  if (!move(challenges, before, after, (kept) => ({ ...kept, recipient }))) return
  for (const [id, delivery] of deliveries)
    if (delivery.challengeId === before && delivery.state === 'handing_over')
      deliveries.set(id, { ...delivery, challengeId: after, recipientHash })
}

const rekeyRequest = ({ requests }: MemoryState, { from, to }: Renaming<RequestName>): void => {
  move(requests, keyOf(from.lookup), keyOf(to.lookup))
  const kept = requests.get(keyOf(to.lookup))
  if (kept !== undefined && Buffer.compare(kept.bodyHash, from.bodyHash) === 0)
    requests.set(keyOf(to.lookup), { ...kept, bodyHash: to.bodyHash })
}
