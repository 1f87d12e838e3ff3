import type { RandomSource } from '../../ports/random.ts'
import type { NewContact, UserContact } from '../../ports/session.ts'
import type { ChallengeKey } from '../../ports/store.ts'
import type { KeyRing, RingKey } from '../key-ring.ts'
import { maskRecipient, type Recipient } from '../recipient.ts'
import { openSealed, type Seal, sealText } from '../seal-text.ts'

/** Nothing that changes with a key or a user stands in the context, so what is kept can move along. */
const sealUnder = ({ key }: RingKey, kind: NewContact['kind']): Seal => ({
  key,
  context: `contact\0${kind}`,
})

/** A verified phone or address as it is kept: a name to find it by, and itself under lock. */
export const newContact = (
  keyRing: KeyRing,
  { recipient, challenge }: { readonly recipient: Recipient; readonly challenge: ChallengeKey },
  random: RandomSource,
): NewContact => {
  const { kind, address } = recipient
  const key = keyRing.current('contact')
  return {
    kind,
    // The one that the store was made ready for: of another key, it would miss the user.
    recipientHash: challenge.recipientHash,
    sealed: { keyId: key.id, bytes: sealText(sealUnder(key, kind), address.reveal(), random) },
    masked: maskRecipient(recipient),
  }
}

/** The phone or address; nothing if its key is not in the ring any more. */
export const openContact = (
  keyRing: KeyRing,
  kind: NewContact['kind'],
  contact: UserContact | undefined,
): string | undefined => {
  if (contact === undefined) return undefined
  const key = keyRing.all('contact').find(({ id }) => id === contact.sealed.keyId)
  return key && openSealed(sealUnder(key, kind), contact.sealed.bytes)
}
