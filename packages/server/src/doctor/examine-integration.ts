import { type AccountCheck, createSecret, isCountersignError, type Provider } from 'countersign'
import type { Config } from '../config/config.ts'
import { type IntegrationKind, integrationKinds } from '../integrations/kinds.ts'
import { ignoredSettings, withRowSettings } from '../integrations/row-settings.ts'
import {
  isSecretSet,
  readSecret,
  type SecretSources,
  secretPlace,
} from '../integrations/secrets.ts'
import type { ExaminedIntegration, ReportsOfDelivery, Stops } from './examined.ts'

/** How long a provider may take to say whether the account is good. */
const accountWithinMs = 5000

/** Looks at every integration that the channels name. Asks them only if `isOnline`. */
export const examineIntegrations = (
  config: Config,
  {
    sources,
    stops,
    isOnline,
  }: { readonly sources: SecretSources; readonly stops: Stops; readonly isOnline: boolean },
): Promise<readonly ExaminedIntegration[]> => {
  const named = new Set(Object.values(config.channels).flatMap((names) => names ?? []))
  return Promise.all(
    [...named].map(async (id): Promise<ExaminedIntegration> => {
      const row = stops.integrations.find((one) => one.id === id)
      const settings = withRow(id, { file: config.integrations[id], row: row?.settings })
      const kind = integrationKinds.find((one) => one.id === id)
      const { provider, secretNames } = make(kind, { settings, sources })
      return {
        id,
        channels: channelsNaming(config, id),
        isEnabled: row?.otpEnabled !== false,
        setup: setupOf(kind, settings),
        ignoredSettings: row === undefined ? [] : ignoredSettings(row),
        secrets: secretNames.map((name) => ({ name, place: secretPlace(name, sources) })),
        reports: reportsOf(kind, sources),
        provider,
        account: isOnline ? await askAccount(provider) : undefined,
      }
    }),
  )
}

const channelsNaming = ({ channels }: Config, id: string): readonly string[] =>
  Object.entries(channels).flatMap(([channel, names]) => (names?.includes(id) ? [channel] : []))

const withRow = (
  id: string,
  { file, row = '{}' }: { readonly file: unknown; readonly row: string | undefined },
): unknown => {
  if (row === '{}') return file
  try {
    return withRowSettings(id, { file, row })
  } catch {
    return undefined
  }
}

const setupOf = (kind: IntegrationKind | undefined, settings: unknown) =>
  kind?.settingsSchema.safeParse(settings).success ? kind.describe(settings) : undefined

/** Makes the provider as the server would, and learns which secrets it asks for. */
const make = (
  kind: IntegrationKind | undefined,
  { settings, sources }: { readonly settings: unknown; readonly sources: SecretSources },
): { readonly provider: Provider | undefined; readonly secretNames: readonly string[] } => {
  if (kind === undefined) return { provider: undefined, secretNames: [] }
  if (!kind.settingsSchema.safeParse(settings).success)
    return { provider: undefined, secretNames: kind.secretNames }
  const secretNames: string[] = []
  let isComplete = true
  const secret = (name: string) => {
    secretNames.push(name)
    const found = orNone(() => readSecret(name, sources))
    isComplete &&= found !== undefined
    return found ?? createSecret('missing')
  }
  const provider = orNone(() => kind.create({ settings, secret, callbackUrl: undefined }))
  return { provider: isComplete ? provider : undefined, secretNames }
}

const orNone = <Value>(work: () => Value): Value | undefined => {
  try {
    return work()
  } catch (error) {
    if (isCountersignError(error, 'invalid_configuration')) return undefined
    throw error
  }
}

const reportsOf = (
  kind: IntegrationKind | undefined,
  sources: SecretSources,
): ReportsOfDelivery => {
  if (kind?.callback === undefined) return { kind: 'never' }
  const names = kind.callback.secretNames.filter((name) => !isSecretSet(name, sources))
  return names.length === 0 ? { kind: 'set_up' } : { kind: 'missing_secrets', names }
}

const askAccount = async (provider: Provider | undefined): Promise<AccountCheck | undefined> => {
  if (provider?.checkAccount === undefined) return undefined
  try {
    return await provider.checkAccount({ signal: AbortSignal.timeout(accountWithinMs) })
  } catch {
    return { kind: 'problem', because: 'unknown', reason: 'the adapter failed' }
  }
}
