import type { Log } from '../ports/log.ts'
import type { SendingRoute } from '../ports/switch.ts'

/** What operators look for in the log: the integration, and what it was about. */
export const logTag = (
  integration: string,
  event: 'SEND' | 'FAILURE' | 'VERIFY' | 'DISABLED',
): string => `[${integration.toUpperCase()}_OTP_${event}]`

/** The integration that a code of the route goes by first. */
export const preferredOf = ({ channels }: SendingRoute): string =>
  channels[0]?.integrations[0] ?? 'none'

/** One line for whatever was not done because it is switched off. */
export const reportDisabled = (
  log: Log,
  {
    route,
    asked,
    answer,
  }: {
    readonly route: SendingRoute
    readonly asked: 'send' | 'verify' | 'gate'
    readonly answer: 'skipped' | 'disabled'
  },
): void => {
  const integration = preferredOf(route)
  const { purpose, country } = route
  log.warn(
    { tag: logTag(integration, 'DISABLED'), integration, purpose, country, asked, answer },
    'codes are switched off',
  )
}
