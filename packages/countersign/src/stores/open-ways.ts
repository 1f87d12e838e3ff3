import type { EnabledIntegration } from '../ports/store.ts'
import type { IntegrationRow, SendingRoute, Switch } from '../ports/switch.ts'

/** What decides whether a message may go, as it is at one moment of one transaction. */
export interface SwitchBoard {
  /** Those that have not ended. */
  readonly switches: readonly Pick<Switch, 'scope' | 'target'>[]
  readonly integrations: ReadonlyMap<string, Pick<IntegrationRow, 'otpEnabled' | 'settings'>>
}

/**
 * The integrations by which a message may go, in the order of its route; none if sending is off for
 * all of it. Any switch that applies stops, and so does an integration's own row. An integration that
 * has no row is on. A channel that has no integration leads nowhere.
 */
export const openWays = (
  { purpose, country, channels }: SendingRoute,
  { switches, integrations }: SwitchBoard,
): readonly EnabledIntegration[] => {
  const isOff = (scope: Switch['scope'], target: string) =>
    switches.some((found) => found.scope === scope && found.target === target)
  const isAllOff =
    switches.some(({ scope }) => scope === 'all') ||
    isOff('purpose', purpose) ||
    (country !== undefined && isOff('country', country))
  if (isAllOff) return []
  return channels
    .filter(({ channel }) => !isOff('channel', channel))
    .flatMap((way) => way.integrations)
    .filter((id) => !isOff('integration', id) && integrations.get(id)?.otpEnabled !== false)
    .map((id) => ({ id, settings: integrations.get(id)?.settings ?? '{}' }))
}

/** The only way of one delivery. */
export const wayOf = ({
  purpose,
  country,
  channel,
  integration,
}: {
  readonly purpose: string
  readonly country?: string | null | undefined
  readonly channel: SendingRoute['channels'][number]['channel']
  readonly integration: string
}): SendingRoute => ({
  purpose,
  country: country ?? undefined,
  channels: [{ channel, integrations: [integration] }],
})
