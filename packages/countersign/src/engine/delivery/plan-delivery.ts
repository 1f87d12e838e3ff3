import type { NewDelivery } from '../../ports/delivery.ts'
import type { Log } from '../../ports/log.ts'
import type { ChannelName } from '../../ports/provider.ts'
import type { EngineParts } from '../engine.ts'
import type { Unreachable } from '../reach.ts'
import { maskRecipient, type Recipient } from '../recipient.ts'

/** Who will be called first for a message, or why nobody will. */
export interface DeliveryPlan {
  readonly delivery: NewDelivery | undefined
  readonly silence?: 'fixed_code' | Unreachable | undefined
}

/** Finds out before anything is written down. */
export const planDelivery = (
  { channels, reachOf }: Pick<EngineParts, 'channels' | 'reachOf'>,
  {
    recipient,
    channel,
    hasFixedCode,
  }: {
    readonly recipient: Recipient
    readonly channel: ChannelName
    readonly hasFixedCode: boolean
  },
): DeliveryPlan => {
  if (hasFixedCode) return { delivery: undefined, silence: 'fixed_code' }
  const { country, unreachable } = reachOf(recipient)
  if (unreachable !== undefined) return { delivery: undefined, silence: unreachable }
  const first = channels[channel]?.[0]
  return { delivery: first && { channel, integration: first.id, country } }
}

/**
 * Why the message stays here, if it does. Everything else is the same then, so that nobody can find out
 * by asking which numbers are served, or who wants no messages.
 */
export const silenceOf = (
  log: Log,
  {
    request: { recipient, purpose },
    plan: { silence },
    opened: { isSuppressed },
  }: {
    readonly request: { readonly recipient: Recipient; readonly purpose: string }
    readonly plan: DeliveryPlan
    readonly opened: { readonly isSuppressed: boolean }
  },
): 'test_recipient' | 'out_of_reach' | 'suppressed' | undefined => {
  if (silence === 'fixed_code') return 'test_recipient'
  const fields = { purpose, to: maskRecipient(recipient) }
  if (silence !== undefined) {
    log.warn({ ...fields, reason: silence }, 'a number is out of reach')
    return 'out_of_reach'
  }
  if (!isSuppressed) return undefined
  log.warn(fields, 'a recipient is suppressed')
  return 'suppressed'
}
