import type { Requester } from '../claims.ts'
import type { Policy } from '../policy.ts'
import type { Recipient } from '../recipient.ts'
import type { CallerSession } from './granting.ts'

/**
 * Whether somebody who is signed in names another's phone or address, for a purpose that is about the
 * caller: whoever proves that it is there must prove it with what is its own.
 */
export const isForeign = (
  {
    recipient,
    requester,
    session,
  }: {
    readonly recipient: Recipient
    readonly requester: Requester
    readonly session?: CallerSession | undefined
  },
  { requires }: Policy,
): boolean => {
  const contacts = session?.contacts ?? requester.contacts
  if (requires !== 'caller' || contacts === undefined) return false
  const identity = recipient.identity.reveal()
  return !contacts.some((own) => own.kind === recipient.kind && own.identity.reveal() === identity)
}
