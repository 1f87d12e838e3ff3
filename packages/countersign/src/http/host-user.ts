import { type Recipient, readEmail, readPhone } from '../engine/recipient.ts'
import { CountersignError } from '../ports/error.ts'
import type { ApiRequest } from './request.ts'

/** Somebody who is signed in to the host, as the host's own session says. */
export interface HostUser {
  /** The host's id of the user. Proofs of this person are for that user. */
  readonly id: string
  /**
   * Phones in E.164 form and email addresses on the user's record. Purposes that require a caller send
   * to these and to no other: whoever took over a session must not step up with a phone of their own.
   */
  readonly contacts: readonly string[]
}

/** Asks the host whose request it is. Nobody's if it says nothing. */
export type ReadHostUser = (
  request: Pick<ApiRequest, 'method' | 'url' | 'headers'>,
) => Somebody | Promise<Somebody>

/** `null` is what many hosts say of nobody. */
type Somebody = HostUser | null | undefined

/** The contacts of a user as recipients. What cannot be sent to is none. */
export const contactsOfHostUser = ({ contacts }: HostUser): readonly Recipient[] =>
  contacts.flatMap((typed) => (typed.includes('@') ? readEmail(typed) : readPhone(typed)) ?? [])

/**
 * The user.
 *
 * @throws CountersignError `sign_in_required` for an id that says nothing: it would be everybody's
 */
export const hostUserOf = async (
  read: ReadHostUser | undefined,
  request: Parameters<ReadHostUser>[0],
): Promise<HostUser | undefined> => {
  const user = (await read?.(request)) ?? undefined
  if (user !== undefined && (typeof user.id !== 'string' || user.id === ''))
    throw new CountersignError('sign_in_required', 'hostUser gave a user without an id')
  return user
}
