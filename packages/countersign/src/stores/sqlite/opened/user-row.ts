import type { NewContact, User, UserContact } from '../../../ports/session.ts'
import type { Row } from '../statement.ts'

/** A user as its row has it. */
export const toUser = (row: Row): User => ({
  id: String(row['id']),
  phone: contactIn(row, 'phone'),
  email: contactIn(row, 'email'),
  username: row['username'] === null ? undefined : String(row['username']),
  isGuest: row['is_guest'] === 1,
  createdAtMs: Number(row['created_at_ms']),
  updatedAtMs: Number(row['updated_at_ms']),
})

const contactIn = (row: Row, kind: NewContact['kind']): UserContact | undefined => {
  const bytes = row[`${kind}_sealed`]
  if (!(bytes instanceof Uint8Array)) return undefined
  return {
    sealed: { keyId: String(row[`${kind}_key_id`]), bytes },
    masked: String(row[`${kind}_masked`]),
    verifiedAtMs: Number(row[`${kind}_verified_at_ms`]),
  }
}
