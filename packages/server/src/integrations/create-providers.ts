import { isCountersignError, type Provider } from 'countersign'
import { captchaSecretName } from '../captcha/create-captcha.ts'
import type { Config } from '../config/config.ts'
import { refusal } from '../config/refusal.ts'
import { integrationKinds } from './kinds.ts'
import { readSecret, type SecretSources } from './secrets.ts'

/**
 * Makes the providers that the channels name, apart from the console one.
 *
 * @throws CountersignError `invalid_configuration` with a line for each that lacks settings or secrets
 */
export const createProviders = (
  { channels, integrations }: Pick<Config, 'channels' | 'integrations'>,
  sources: SecretSources,
): ReadonlyMap<string, Provider> => {
  const named = new Set(Object.values(channels).flatMap((names) => names ?? []))
  const problems: string[] = []
  const providers = new Map<string, Provider>()
  for (const kind of integrationKinds.filter(({ id }) => named.has(id))) {
    try {
      const settings = integrations[kind.id]
      if (settings === undefined)
        throw refusal([`integrations.${kind.id}: is missing its settings`])
      const provider = kind.create(settings, (name) => readSecret(name, sources))
      problems.push(...missingFor(provider, channels))
      providers.set(kind.id, provider)
    } catch (error) {
      if (!isCountersignError(error, 'invalid_configuration')) throw error
      problems.push(error.message)
    }
  }
  if (problems.length > 0) throw refusal(problems)
  return providers
}

/** A kind may carry a channel with the right settings only. */
const missingFor = ({ id, channels: carried }: Provider, channels: Config['channels']) =>
  Object.entries(channels)
    .filter(([channel, names]) => names?.includes(id) && !carried.some((name) => name === channel))
    .map(
      ([channel]) =>
        `channels.${channel}: integrations.${id} lacks the settings for ${channel}; see docs/guide/providers/${id}.md`,
    )

/** Warnings of secrets that stand in plain variables. */
export const plainSecretWarnings = ({ env }: Pick<SecretSources, 'env'>): readonly string[] =>
  [...integrationKinds.flatMap(({ secretNames }) => secretNames), captchaSecretName]
    .map((name) => name.toUpperCase())
    .filter((variable) => env[variable] !== undefined)
    .map((variable) => `${variable}: a secret in a plain variable; production refuses it`)
