import type { User, UserContact, UserStore } from '../../ports/session.ts'
import type { CallFunction } from './call-function.ts'
import { text } from './encode.ts'
import type { OperatorParts } from './operators/parts.ts'

interface ContactJson {
  readonly keyId: string
  readonly sealed: string
  readonly masked: string
  readonly verifiedAtMs: number
}

/** A user as `show_user` tells it. */
export interface UserJson {
  readonly id: string
  readonly phone: ContactJson | null
  readonly email: ContactJson | null
  readonly username: string | null
  readonly isGuest: boolean
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** {@link UserStore} on PostgreSQL. */
export const createPostgresUsers = ({ call, change }: OperatorParts): UserStore => ({
  change: async ({ id, username, isGuest, audit }) => {
    const values = [text(id), username === undefined ? null : text(username), isGuest ?? null]
    const changed = (await change('change_user', audit, values)) as Changed
    const answer = changed === true ? await read(call, id) : changed
    if (answer === 'taken') return 'taken'
    return answer === null ? undefined : toUser(answer)
  },
})

type Changed = UserJson | 'taken' | true | null

const read = async (call: CallFunction, id: string): Promise<UserJson | null> => {
  const { rows } = await call('read_user', [text(id)])
  return (rows[0]?.['read_user'] ?? null) as UserJson | null
}

/** A user as the port tells it. */
export const toUser = ({ phone, email, username, ...user }: UserJson): User => ({
  ...user,
  phone: toContact(phone),
  email: toContact(email),
  username: username ?? undefined,
})

const toContact = (contact: ContactJson | null): UserContact | undefined =>
  contact === null
    ? undefined
    : {
        sealed: { keyId: contact.keyId, bytes: Buffer.from(contact.sealed, 'hex') },
        masked: contact.masked,
        verifiedAtMs: contact.verifiedAtMs,
      }
