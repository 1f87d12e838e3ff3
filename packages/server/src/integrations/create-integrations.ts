import { isCountersignError, type Provider, type Reconfigure, type Secret } from 'countersign'
import { type Callback, createCallback } from 'countersign/http'
import { captchaSecretName } from '../captcha/create-captcha.ts'
import type { Config } from '../config/config.ts'
import { refusal } from '../config/refusal.ts'
import { type IntegrationKind, integrationKinds } from './kinds.ts'
import { withRowSettings } from './row-settings.ts'
import { isSecretSet, readSecret, type SecretSources } from './secrets.ts'

/** What the channels of a configuration need, apart from the console. */
export interface Integrations {
  /** By the id of its integration. */
  readonly providers: ReadonlyMap<string, Provider>
  readonly callbacks: readonly Callback[]
  /** Makes a provider with some settings replaced. */
  readonly reconfigure: Reconfigure
}

type Configured = Pick<Config, 'channels' | 'integrations' | 'publicUrl'>

/**
 * Makes the integrations that the channels name, apart from the console one.
 *
 * @throws CountersignError `invalid_configuration` with a line for each that lacks settings or secrets
 */
export const createIntegrations = (config: Configured, sources: SecretSources): Integrations => {
  const named = new Set(Object.values(config.channels).flatMap((names) => names ?? []))
  const problems = new Set<string>()
  const providers = new Map<string, Provider>()
  const callbacks: Callback[] = []
  for (const kind of integrationKinds.filter(({ id }) => named.has(id))) {
    try {
      const { provider, callback } = createIntegration(kind, config, sources)
      for (const problem of missingFor(provider, config.channels)) problems.add(problem)
      providers.set(kind.id, provider)
      if (callback) callbacks.push(callback)
    } catch (error) {
      if (!isCountersignError(error, 'invalid_configuration')) throw error
      problems.add(error.message)
    }
  }
  if (problems.size > 0) throw refusal([...problems])
  return { providers, callbacks, reconfigure: createReconfigure(config, sources) }
}

/** Settings of a row change those of the configuration one by one, and are checked by the same schema. */
const createReconfigure =
  (config: Configured, sources: SecretSources): Reconfigure =>
  (id, text) => {
    const kind = integrationKinds.find((one) => one.id === id)
    if (kind === undefined) throw refusal([`integrations.${id}: has no settings to change`])
    const settings = withRowSettings(id, { file: config.integrations[id], row: text })
    const integrations = { ...config.integrations, [id]: settings }
    return createIntegration(kind, { ...config, integrations }, sources).provider
  }

const createIntegration = (
  kind: IntegrationKind,
  { integrations, publicUrl }: Configured,
  sources: SecretSources,
): { readonly provider: Provider; readonly callback: Callback | undefined } => {
  const settings = integrations[kind.id]
  if (settings === undefined) throw refusal([`integrations.${kind.id}: is missing its settings`])
  if (sources.isProduction && kind.describe(settings).isSandbox === true)
    throw refusal([
      `integrations.${kind.id}.sandbox: messages would be taken and never delivered; take it out in production`,
    ])
  const secret = (name: string) => readSecret(name, sources)
  const callback = callbackOf(kind, { publicUrl, sources, secret })
  const provider = kind.create({ settings, secret, callbackUrl: callback?.url })
  return { provider, callback }
}

/** A kind may carry a channel with the right settings only. */
const missingFor = ({ id, channels: carried }: Provider, channels: Config['channels']) =>
  Object.entries(channels)
    .filter(([channel, names]) => names?.includes(id) && !carried.some((name) => name === channel))
    .map(
      ([channel]) =>
        `channels.${channel}: integrations.${id} lacks the settings for ${channel}; see docs/guide/providers/${id}.md`,
    )

/** Delivery states are followed where there is a secret that tells genuine reports. */
const callbackOf = (
  { id, callback: kind }: IntegrationKind,
  {
    publicUrl,
    sources,
    secret,
  }: {
    readonly publicUrl: URL
    readonly sources: SecretSources
    readonly secret: (name: string) => Secret
  },
): Callback | undefined =>
  kind?.secretNames.every((name) => isSecretSet(name, sources))
    ? createCallback({ integration: id, kind, publicUrl, secret })
    : undefined

/** Warnings of secrets that stand in plain variables. */
export const plainSecretWarnings = ({ env }: Pick<SecretSources, 'env'>): readonly string[] => {
  const names = integrationKinds.flatMap(({ secretNames, callback }) => [
    ...secretNames,
    ...(callback?.secretNames ?? []),
  ])
  return [...new Set([...names, captchaSecretName])]
    .map((name) => name.toUpperCase())
    .filter((variable) => env[variable] !== undefined)
    .map((variable) => `${variable}: a secret in a plain variable; production refuses it`)
}
