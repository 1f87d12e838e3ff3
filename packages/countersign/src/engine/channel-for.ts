import { CountersignError } from '../ports/error.ts'
import type { ChannelName } from '../ports/provider.ts'
import { kindFor, type Recipient } from './recipient.ts'

/**
 * The channel a code goes by: the wanted one, or the first of the purpose that reaches the recipient.
 *
 * @throws CountersignError `invalid_request` if the purpose has no such channel
 */
export const channelFor = (
  allowed: readonly ChannelName[],
  {
    recipient,
    channel: wanted,
  }: { readonly recipient: Recipient; readonly channel?: ChannelName | undefined },
): ChannelName => {
  const channel = allowed.find(
    (name) => kindFor(name) === recipient.kind && name === (wanted ?? name),
  )
  if (channel === undefined)
    throw new CountersignError('invalid_request', 'this purpose has no such channel', {
      cause: { path: wanted === undefined ? recipient.kind : 'channel' },
    })
  return channel
}
