import type { Clock } from '../../ports/clock.ts'
import type { Suppression, SuppressionStore } from '../../ports/delivery.ts'
import type { ChannelName } from '../../ports/provider.ts'
import type { MemoryAudit } from './audit.ts'
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
export const createMemorySuppressions = (
  kept: KeptSuppressions,
  audit: MemoryAudit,
  clock: Clock,
): SuppressionStore => ({
  list: async ({ rowsAtMost }) =>
    [...kept.values()]
      .toReversed()
      .toSorted((one, other) => other.sinceMs - one.sinceMs)
      .slice(0, rowsAtMost),
  clear: async ({ recipientHashes, channel, audit: draft }) => {
    const channels = channel === undefined ? everyChannel : [channel]
    const names = namesOf(kept, recipientHashes, channels)
    if (names.length > 0) audit.write(draft, 'cleared', clock.now())
    for (const name of names) kept.delete(name)
    return names.length
  },
})

/** Removes every suppression of these recipients; how many there were. */
export const forgetSuppressions = (
  kept: KeptSuppressions,
  recipientHashes: readonly Uint8Array[],
): number => namesOf(kept, recipientHashes, everyChannel).filter((name) => kept.delete(name)).length

const namesOf = (
  kept: KeptSuppressions,
  recipientHashes: readonly Uint8Array[],
  channels: readonly ChannelName[],
): readonly string[] => {
  const names = recipientHashes.flatMap((hash) => channels.map((name) => nameOf(hash, name)))
  return [...new Set(names)].filter((name) => kept.has(name))
}
