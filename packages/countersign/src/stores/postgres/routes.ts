import type { SendingRoute } from '../../ports/switch.ts'
import { text } from './encode.ts'

/** A route as `decide_routes` reads it: every integration once for each channel that it serves. */
export const packRoute = ({ purpose, country, channels }: SendingRoute) => {
  const ways = channels.flatMap(({ channel, integrations }) =>
    integrations.map((integration) => ({ channel, integration })),
  )
  return {
    purpose: text(purpose),
    ...(country !== undefined && { country: text(country) }),
    channels: ways.map(({ channel }) => channel),
    integrations: ways.map(({ integration }) => text(integration)),
  }
}
