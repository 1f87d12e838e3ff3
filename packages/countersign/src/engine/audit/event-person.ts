import { recipientHash } from '../digest.ts'
import type { KeyRing } from '../key-ring.ts'
import { maskRecipient, type Recipient } from '../recipient.ts'
import type { EventPerson } from './auditor.ts'

/** The person that an event about a recipient is about. */
export const eventPerson = (keyRing: KeyRing, recipient: Recipient): EventPerson => ({
  recipientHash: recipientHash(keyRing, recipient),
  masked: maskRecipient(recipient),
})
