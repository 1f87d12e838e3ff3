import type { RecipientNames } from '../../ports/recipient-store.ts'
import { challengeKeysOf, recipientHashes } from '../digest.ts'
import type { KeyRing } from '../key-ring.ts'
import type { Policies } from '../policy.ts'
import type { Recipient } from '../recipient.ts'

/** Every name under which a store may keep something about a recipient. */
export const recipientNames = (
  { keyRing, policies }: { readonly keyRing: KeyRing; readonly policies: Policies },
  recipient: Recipient,
): RecipientNames => ({
  // Whoever signed in is kept under these alone, whatever the purposes are called now.
  recipientHashes: recipientHashes(keyRing, recipient),
  challengeLookups: Object.keys(policies).flatMap((purpose) =>
    challengeKeysOf(keyRing, purpose, recipient).map(({ lookup }) => lookup),
  ),
})
