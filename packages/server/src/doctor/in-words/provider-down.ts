import { defaultPatience } from 'countersign'
import type { Examined } from '../examined.ts'
import type { PurposeState } from '../purpose-state.ts'
import { listOf, spanOf } from './span.ts'

/** How long a person waits for all providers of a channel together: what the engine does by itself. */
const deliverySeconds = 10

/** What happens when a provider is down, in this configuration. */
export const howProvidersFail = (
  { config: { channels } }: Examined,
  states: readonly PurposeState[],
): readonly string[] => {
  const { faultsAtMost, restMs, retriesAtMost } = defaultPatience
  return [
    ...Object.entries(channels).map(([channel, names = []]) => channelSentence(channel, names)),
    `A call that certainly failed is tried up to ${retriesAtMost} more times. A person waits ${spanOf(deliverySeconds)} at most, for all providers of the channel together.`,
    `A provider that failed ${faultsAtMost} times in a row is left alone; after ${spanOf(restMs / 1000)} one message tries it again.`,
    'Codes that were sent already stay good until they expire, and can be checked without any provider.',
    ...whenSwitchedOff(states),
  ]
}

const channelSentence = (channel: string, names: readonly string[]): string => {
  const [first, ...others] = names
  if (others.length > 0)
    return `${channel}: if ${first} does not take a message, ${others.join(', then ')} gets it, with the same code.`
  return first === 'console'
    ? `${channel}: the console takes everything, and nothing leaves this machine.`
    : `${channel}: there is no second provider. If ${first} is down, nobody gets a code by ${channel}.`
}

const whenSwitchedOff = (states: readonly PurposeState[]): readonly string[] => {
  const namesWith = (whenDisabled: 'skip' | 'refuse') =>
    states.filter(({ policy }) => policy.whenDisabled === whenDisabled).map(({ name }) => name)
  const [skipped, refused] = [namesWith('skip'), namesWith('refuse')]
  return [
    'To stop asking for codes: "countersign switch off --all --reason …", or "--channel sms" in the place of "--all". It counts at once, on every instance.',
    ...(skipped.length > 0
      ? [`While it is off, nobody is asked for a code for ${listOf(skipped)}: the host goes on.`]
      : []),
    ...(refused.length > 0
      ? [
          `While it is off, ${listOf(refused)} ${refused.length === 1 ? 'is' : 'are'} refused with 503 otp_disabled.`,
        ]
      : []),
  ]
}
