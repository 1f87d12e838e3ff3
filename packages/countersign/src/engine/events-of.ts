import type { AuditDraft } from '../ports/audit.ts'
import { asBuffer } from '../ports/bytes.ts'
import type { ChallengeKey } from '../ports/store.ts'
import type { SendingRoute } from '../ports/switch.ts'
import type { Auditor } from './audit/auditor.ts'
import type { Requester } from './claims.ts'
import type { Delivered } from './delivery/deliver.ts'
import { shortName } from './digest.ts'
import type { KeyRing } from './key-ring.ts'
import { createRecallByKey } from './recall.ts'
import { maskRecipient, type Recipient } from './recipient.ts'

/** Makes the drafts of events around a code. */
export interface EventsOf {
  opened(about: AboutCode & { readonly salt: Uint8Array; readonly caller?: string }): AuditDraft
  settled(
    about: Pick<AboutCode, 'route'> & { readonly salt: Uint8Array },
    delivered: Delivered,
  ): AuditDraft
  attempted(about: AboutCode & { readonly isLink: boolean }): AuditDraft
  /** Another call of a provider is about to be made. */
  called(about: { readonly integration?: string; readonly beside: string }): AuditDraft
}

interface AboutCode {
  readonly route: SendingRoute
  readonly challenge: ChallengeKey
  readonly recipient: Recipient
  readonly requester: Requester
}

/** Names one send in its events. Says nothing else. */
const sendOf = (salt: Uint8Array): string => asBuffer(salt).toString('hex', 0, 6)

/** Addresses and ranges of numbers that come often are named once. */
const namesRememberedAtLeast = 2000

/** Facts hold purposes, channels and countries as they are, and numbers and addresses as short keyed hashes. */
export const createEventsOf = (auditor: Auditor, keyRing: KeyRing): EventsOf => {
  const personOf = ({ challenge, recipient }: AboutCode) => ({
    recipientHash: challenge.recipientHash,
    masked: maskRecipient(recipient),
  })
  const createNameOf = (kind: 'address' | 'range') => {
    const recallUnder = createRecallByKey<string>(namesRememberedAtLeast)
    return (what: string): string =>
      recallUnder(keyRing.current('recipient'))(what, () => shortName(keyRing, `${kind}\0${what}`))
  }
  const addressName = createNameOf('address')
  const rangeName = createNameOf('range')
  const factsOf = ({ route: { purpose, country }, requester: { ip } }: AboutCode) => ({
    purpose,
    country,
    address: ip === undefined ? undefined : addressName(ip),
  })
  /** Numbers that share all but their last four digits belong to one range. */
  const rangeOf = ({ kind, address }: Recipient): string | undefined =>
    kind === 'phone' ? rangeName(address.reveal().slice(0, -4)) : undefined
  return {
    opened: (about) => {
      const channel = about.route.channels[0]?.channel
      const send = sendOf(about.salt)
      const facts = { ...factsOf(about), channel, send, range: rangeOf(about.recipient) }
      return auditor({ type: 'code.opened', actor: about.caller, facts, person: personOf(about) })
    },
    settled: ({ route: { purpose, country }, salt }, { deliveries }) =>
      auditor({
        type: 'code.settled',
        facts: {
          ...{ purpose, country, send: sendOf(salt) },
          deliveries: deliveries.map(({ ref, state }) => `${ref} ${state}`),
        },
      }),
    attempted: (about) =>
      auditor({
        type: 'code.attempted',
        facts: { ...factsOf(about), by: about.isLink ? 'link' : undefined },
        person: personOf(about),
      }),
    called: ({ integration, beside }) =>
      auditor({ type: 'delivery.begun', facts: { integration, beside } }),
  }
}
