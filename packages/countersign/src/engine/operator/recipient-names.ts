import type { RecipientNames } from '../../ports/recipient-store.ts'
import { challengeKeysOf } from '../digest.ts'
import type { KeyRing } from '../key-ring.ts'
import type { Policies } from '../policy.ts'
import type { Recipient } from '../recipient.ts'

/** Every name under which a store may keep something about a recipient. */
export const recipientNames = (
  { keyRing, policies }: { readonly keyRing: KeyRing; readonly policies: Policies },
  recipient: Recipient,
): RecipientNames => {
  const keys = Object.keys(policies).flatMap((purpose) =>
    challengeKeysOf(keyRing, purpose, recipient),
  )
  const hashes = new Map(keys.map((key) => [key.recipientKeyId, key.recipientHash]))
  return {
    recipientHashes: [...hashes.values()],
    challengeLookups: keys.map(({ lookup }) => lookup),
  }
}
