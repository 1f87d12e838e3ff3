import type { ChannelName } from '../ports/provider.ts'
import type { SendingRoute } from '../ports/switch.ts'
import type { Channels } from './delivery/deliver.ts'
import { countryOf } from './phone-facts.ts'
import { kindFor, type Recipient } from './recipient.ts'

const waysOf = (channels: Channels, names: readonly ChannelName[]): SendingRoute['channels'] =>
  names.map((channel) => ({
    channel,
    integrations: (channels[channel] ?? []).map(({ id }) => id),
  }))

/** The way a code to a recipient goes by one channel. */
export const routeBy = (
  channels: Channels,
  {
    purpose,
    recipient,
    channel,
  }: {
    readonly purpose: string
    readonly recipient: Recipient
    readonly channel: ChannelName
  },
): SendingRoute => ({
  purpose,
  country: countryOf(recipient),
  channels: waysOf(channels, [channel]),
})

/** Every way a code to a recipient may have come. */
export const routeTo = (
  channels: Channels,
  {
    purpose,
    recipient,
    allowed,
  }: {
    readonly purpose: string
    readonly recipient: Recipient
    /** Channels of the purpose. */
    readonly allowed: readonly ChannelName[]
  },
): SendingRoute => ({
  purpose,
  country: countryOf(recipient),
  channels: waysOf(
    channels,
    allowed.filter((name) => kindFor(name) === recipient.kind),
  ),
})

/** Every way a code of a purpose may go, to whomever. */
export const routeOf = (
  channels: Channels,
  { purpose, allowed }: { readonly purpose: string; readonly allowed: readonly ChannelName[] },
): SendingRoute => ({ purpose, channels: waysOf(channels, allowed) })
