import type { Suppression, SuppressionStore } from '../../ports/delivery.ts'
import type { ChannelName } from '../../ports/provider.ts'
import { keyOf } from './key-of.ts'

/** Suppressions by recipient and channel, the oldest first. */
export type KeptSuppressions = Map<string, Suppression>

const nameOf = (recipientHash: Uint8Array, channel: ChannelName) =>
  `${keyOf(recipientHash)} ${channel}`

/** What a recipient's suppressions are kept under, on every channel. */
export const suppressionNames = (recipientHash: Uint8Array): readonly string[] =>
  everyChannel.map((channel) => nameOf(recipientHash, channel))

/** Whether nothing may be sent there. */
export const isSuppressed = (
  kept: KeptSuppressions,
  recipientHash: Uint8Array,
  channel: ChannelName,
): boolean => kept.has(nameOf(recipientHash, channel))

/** Suppresses a recipient on a channel. One that is suppressed already stays as it is. */
export const suppress = (
  kept: KeptSuppressions,
  {
    recipientHash,
    maskedRecipient,
    channel,
    reason,
    sinceMs,
  }: Suppression & { readonly recipientHash: Uint8Array },
): void => {
  const name = nameOf(recipientHash, channel)
  if (!kept.has(name)) kept.set(name, { maskedRecipient, channel, reason, sinceMs })
}

const everyChannel: readonly ChannelName[] = ['sms', 'email', 'whatsapp']

/** {@link SuppressionStore} in memory. */
export const createMemorySuppressions = (kept: KeptSuppressions): SuppressionStore => ({
  list: async ({ rowsAtMost }) =>
    [...kept.values()]
      .toReversed()
      .toSorted((one, other) => other.sinceMs - one.sinceMs)
      .slice(0, rowsAtMost),
  clear: async ({ recipientHashes, channel }) => {
    const channels = channel === undefined ? everyChannel : [channel]
    const names = recipientHashes.flatMap((hash) => channels.map((name) => nameOf(hash, name)))
    return names.filter((name) => kept.delete(name)).length
  },
})
