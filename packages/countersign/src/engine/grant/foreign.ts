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
    session,
  }: { readonly recipient: Recipient; readonly session?: CallerSession | undefined },
  { requires }: Policy,
): boolean => {
  if (requires !== 'caller' || session?.contacts === undefined) return false
  const identity = recipient.identity.reveal()
  return !session.contacts.some(
    (own) => own.kind === recipient.kind && own.identity.reveal() === identity,
  )
}
