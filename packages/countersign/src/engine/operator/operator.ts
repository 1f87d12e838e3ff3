import type { ChannelName } from '../../ports/provider.ts'
import type { Erased, Invalidated } from '../../ports/recipient-store.ts'
import type { Store } from '../../ports/store.ts'
import type { IntegrationRow, Switch, SwitchScope } from '../../ports/switch.ts'
import { type Auditor, personPrefix } from '../audit/auditor.ts'
import { eventPerson } from '../audit/event-person.ts'
import type { KeyRing } from '../key-ring.ts'
import type { Policies } from '../policy.ts'
import type { Recipient } from '../recipient.ts'
import { recipientNames } from './recipient-names.ts'

/** What operators do, from the command line, over HTTP or from an application. Each act is audited. */
export interface Operator {
  /** Stops sending for everything or a part of it. */
  switchOff(request: SwitchOff): Promise<Switch>
  /** Takes one switch away. False if there is none of that id. */
  switchOn(request: { readonly id: string; readonly actor: string }): Promise<boolean>
  /** Changes an integration's own switch or settings. None if there is no such integration. */
  changeIntegration(request: {
    readonly id: string
    readonly otpEnabled?: boolean | undefined
    /** Already checked by the integration's schema. */
    readonly settings?: Readonly<Record<string, unknown>> | undefined
    readonly reason?: string | undefined
    readonly actor: string
  }): Promise<IntegrationRow | undefined>
  /** Forgets a recipient's failures and locks. False if there were none. */
  unlock(request: OnRecipient): Promise<boolean>
  /** Ends what is outstanding for one recipient, or for everybody: codes, proofs and sessions. */
  invalidate(request: {
    readonly recipient?: Recipient | undefined
    readonly actor: string
  }): Promise<Invalidated>
  /** Allows sending to a suppressed recipient again. Says on how many channels. */
  clearSuppression(
    request: OnRecipient & { readonly channel?: ChannelName | undefined },
  ): Promise<number>
  /** Removes what is kept of a person. The audit log still verifies, and names the person no more. */
  erase(request: OnRecipient): Promise<Erased>
}

/** Input of {@link Operator.switchOff}. */
export interface SwitchOff {
  readonly scope: SwitchScope
  readonly target: string | null
  readonly reason: string
  readonly forMs?: number | undefined
  readonly actor: string
}

interface OnRecipient {
  readonly recipient: Recipient
  /** Who does it: `admin:NAME` or `cli`. */
  readonly actor: string
}

/** What an operator works with. */
export interface OperatorParts {
  readonly store: Store
  readonly keyRing: KeyRing
  readonly policies: Policies
  readonly auditor: Auditor
}

/** Puts the operator's acts together. */
export const createOperator = (parts: OperatorParts): Operator => {
  const { store, auditor } = parts
  const namesOf = (recipient: Recipient) => recipientNames(parts, recipient)
  return {
    switchOff: ({ actor, ...off }) =>
      store.switches.off({ ...off, author: actor, audit: auditor(offEvent(off, actor)) }),
    switchOn: ({ id, actor }) =>
      store.switches.on({ id, audit: auditor({ type: 'switch.changed', actor, facts: { id } }) }),
    changeIntegration: ({ id, otpEnabled, settings: given, reason, actor }) => {
      const settings = given && JSON.stringify(given)
      const facts = { integration: id, otp_enabled: otpEnabled, settings, reason }
      const audit = auditor({ type: 'integration.changed', actor, facts })
      return store.integrations.change({ id, otpEnabled, settings, audit })
    },
    unlock: ({ recipient, actor }) => {
      const audit = auditor({
        type: 'recipient.unlocked',
        actor,
        person: eventPerson(parts.keyRing, recipient),
      })
      return store.recipients.unlock({ ...namesOf(recipient), audit })
    },
    invalidate: ({ recipient, actor }) => {
      const person = recipient && eventPerson(parts.keyRing, recipient)
      const audit = auditor({ type: 'recipient.invalidated', actor, person })
      return store.recipients.invalidate({ recipient: recipient && namesOf(recipient), audit })
    },
    clearSuppression: ({ recipient, channel, actor }) => {
      const person = eventPerson(parts.keyRing, recipient)
      const audit = auditor({ type: 'suppression.cleared', actor, facts: { channel }, person })
      const { recipientHashes } = namesOf(recipient)
      return store.suppressions.clear({ recipientHashes, channel, audit })
    },
    erase: ({ recipient, actor }) => {
      const names = namesOf(recipient)
      return store.recipients.erase({
        ...names,
        personPrefixes: names.recipientHashes.map(personPrefix),
        draft: (erased) => auditor({ type: 'recipient.erased', actor, facts: { erased } }),
      })
    },
  }
}

const offEvent = ({ scope, target, reason, forMs }: Omit<SwitchOff, 'actor'>, actor: string) => {
  const forSeconds = forMs === undefined ? undefined : Math.ceil(forMs / 1000)
  return {
    type: 'switch.changed',
    actor,
    facts: { scope, target, reason, for_seconds: forSeconds },
  } as const
}
