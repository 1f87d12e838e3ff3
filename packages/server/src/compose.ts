import {
  type Captcha,
  createEngine,
  type Engine,
  type KeyRing,
  type Log,
  observeStore,
  type Store,
  type Telemetry,
} from 'countersign'
import { createHttp, type Development, type Http } from 'countersign/http'
import { createConsoleProvider } from 'countersign/providers/console'
import { createCheckSettings } from './admin-integrations.ts'
import type { Config } from './config/config.ts'
import type { Integrations } from './integrations/create-integrations.ts'
import { endpointSettingsOf } from './integrations/row-settings.ts'

/** What answers, and what it stands on. */
export interface Composed {
  readonly http: Http
  readonly engine: Engine
}

/** Puts the server together from its configuration. */
export const compose = (
  config: Config,
  {
    store: given,
    keyRing,
    log,
    telemetry,
    integrations,
    captcha,
  }: {
    readonly store: Store
    readonly keyRing: KeyRing
    readonly log: Log
    readonly telemetry: Telemetry
    readonly integrations: Integrations
    readonly captcha?: Captcha | undefined
  },
): Composed => {
  const store = observeStore(given, telemetry)
  const { provider, outbox } = createConsoleProvider()
  const providers = new Map([...integrations.providers, [provider.id, provider] as const])
  const channels = Object.fromEntries(
    Object.entries(config.channels).map(([channel, names]) => [
      channel,
      (names ?? []).flatMap((name) => providers.get(name) ?? []),
    ]),
  )
  const engine = createEngine({
    store,
    keyRing,
    policies: config.policies,
    channels,
    sender: config.sender,
    failureBudget: config.failureBudget,
    countries: config.countries,
    phonePrefixes: config.phonePrefixes,
    emailDomains: config.emailDomains,
    captcha,
    testRecipients: config.testRecipients,
    links: { publicUrl: config.publicUrl, redirects: config.redirects },
    reconfigure: integrations.reconfigure,
    sessions: config.sessions,
    log,
    telemetry,
  })
  const development: Development | undefined = config.isProduction
    ? undefined
    : { outbox, host: config.sender.host }
  const { trustedProxies, publicUrl, origins, defaultCountry, policies, sender } = config
  const { brand, defaultLocale } = config.sender
  const { callbacks, reconfigure } = integrations
  const checkSettings = createCheckSettings(config, integrations)
  const http = createHttp({
    ...{ engine, store, keyRing, brand, trustedProxies, development, callbacks },
    admin: {
      ...{ publicUrl, policies, channels, sender, checkSettings, reconfigure },
      fixedSettings: endpointSettingsOf,
    },
    ...{ publicUrl, origins, defaultCountry, defaultLocale },
    ...{ log, telemetry },
  })
  return { http, engine }
}
