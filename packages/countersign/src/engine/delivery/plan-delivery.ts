import type { Log } from '../../ports/log.ts'
import type { EngineParts } from '../engine.ts'
import type { Unreachable } from '../reach.ts'
import { maskRecipient, type Recipient } from '../recipient.ts'

/** Why nobody will be called for a message, as far as that is known before it is opened. */
export type Silence = 'fixed_code' | 'host' | Unreachable

/** Finds out before anything is written down. */
export const plannedSilence = (
  { reachOf }: Pick<EngineParts, 'reachOf'>,
  {
    recipient,
    hasFixedCode,
    isSilenced,
  }: {
    readonly recipient: Recipient
    readonly hasFixedCode: boolean
    readonly isSilenced: boolean
  },
): Silence | undefined => {
  if (isSilenced) return 'host'
  return hasFixedCode ? 'fixed_code' : reachOf(recipient).unreachable
}

/**
 * Why the message stays here, if it does. Everything else is the same then, so that nobody can find out
 * by asking which numbers are served, or who wants no messages.
 */
export const silenceOf = (
  log: Log,
  {
    request: { recipient, purpose },
    planned,
    opened: { isSuppressed },
  }: {
    readonly request: { readonly recipient: Recipient; readonly purpose: string }
    readonly planned: Silence | undefined
    readonly opened: { readonly isSuppressed: boolean }
  },
): 'test_recipient' | 'out_of_reach' | 'suppressed' | 'silenced' | undefined => {
  if (planned === 'host') return 'silenced'
  if (planned === 'fixed_code') return 'test_recipient'
  if (planned === undefined && !isSuppressed) return undefined
  const fields = { purpose, to: maskRecipient(recipient) }
  if (planned !== undefined) {
    log.warn({ ...fields, reason: planned }, 'a number is out of reach')
    return 'out_of_reach'
  }
  log.warn(fields, 'a recipient is suppressed')
  return 'suppressed'
}
