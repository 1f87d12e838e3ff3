import { isDeepStrictEqual } from 'node:util'
import { isCountersignError } from 'countersign'
import type { CheckSettings, IntegrationSettings, SettingFault } from 'countersign/http'
import type { z } from 'zod'
import type { Config } from './config/config.ts'
import type { Integrations } from './integrations/create-integrations.ts'
import { type IntegrationKind, integrationKinds } from './integrations/kinds.ts'

/**
 * Checks settings that administrators change by the schema of the configuration file, as if they stood
 * there. Secrets are no part of that, so they cannot be changed here; nor can where they go.
 */
export const createCheckSettings =
  (
    { integrations: configured, channels }: Pick<Config, 'integrations' | 'channels'>,
    { reconfigure }: Pick<Integrations, 'reconfigure'>,
  ): CheckSettings =>
  (id, settings) => {
    const kind = integrationKinds.find((one) => one.id === id)
    if (kind === undefined) return Object.keys(settings).map((path) => noSetting(id, path))
    const moved = movedEndpoints(kind, { file: configured[id], settings })
    if (moved.length > 0) return moved
    const parsed = kind.settingsSchema.safeParse({ ...Object(configured[id]), ...settings })
    if (!parsed.success) return parsed.error.issues.flatMap((issue) => faultsOf(id, issue))
    const lost = lostChannels({ id, settings, channels, reconfigure })
    return lost === undefined ? [] : [{ path: '', message: lost }]
  }

const endpointMessage =
  'decides where secrets and codes go: it can be changed in the configuration file only'

/** Whoever moves an endpoint is sent the provider's key and everybody's codes. The same value again moves nothing. */
const movedEndpoints = (
  { endpointSettings }: IntegrationKind,
  { file, settings }: { readonly file: unknown; readonly settings: IntegrationSettings },
): readonly SettingFault[] =>
  endpointSettings
    .filter((name) => Object.hasOwn(settings, name))
    .filter((name) => !isDeepStrictEqual(settings[name], Object(file)[name]))
    .map((path) => ({ path, message: endpointMessage }))

const noSetting = (id: string, path: string): SettingFault => ({
  path,
  message: `${id} has no such setting`,
})

const faultsOf = (id: string, issue: z.core.$ZodIssue): readonly SettingFault[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => noSetting(id, key))
    : [{ path: issue.path.join('.'), message: issue.message }]

/** A kind may carry a channel with the right settings only. */
const lostChannels = ({
  id,
  settings,
  channels,
  reconfigure,
}: {
  readonly id: string
  readonly settings: IntegrationSettings
  readonly channels: Config['channels']
} & Pick<Integrations, 'reconfigure'>): string | undefined => {
  try {
    const carried: readonly string[] = reconfigure(id, JSON.stringify(settings)).channels
    const lost = Object.entries(channels)
      .filter(([channel, names]) => names?.includes(id) && !carried.includes(channel))
      .map(([channel]) => channel)
    return lost.length === 0 ? undefined : `${id} could not carry ${lost.join(', ')} any more`
  } catch (error) {
    if (!isCountersignError(error, 'invalid_configuration')) throw error
    return error.message
  }
}
