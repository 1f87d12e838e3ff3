import { readFileSync } from 'node:fs'
import {
  type AbuseThresholds,
  defaultAbuseThresholds,
  defaultFailureBudget,
  defaultSessionSettings,
  type EmailDomains,
  effectivePolicies,
  type FailureBudgetPolicy,
  type PhonePrefixes,
  type Policies,
  productionProblems,
  type Sender,
  type SessionSettings,
  type TestRecipient,
} from 'countersign'
import type { z } from 'zod'
import { captchaProblems } from '../captcha/captcha-problems.ts'
import { checkMode } from './check-mode.ts'
import { messageProblems, ownTextsOf } from './messages.ts'
import { readConfigFile } from './read-file.ts'
import { refusal } from './refusal.ts'
import { type CheckedFile, configSchema } from './schema.ts'

/** The configuration as the server uses it: complete and checked. */
export interface Config {
  readonly isProduction: boolean
  readonly publicUrl: URL
  readonly sender: Sender
  readonly listen: { readonly host: string; readonly port: number }
  readonly metrics: { readonly host: string; readonly port: number }
  readonly storeUrl: string
  readonly secretsDir: string
  readonly trustedProxies: readonly string[]
  readonly countries: readonly string[] | undefined
  /** In which country numbers without a country code are read. */
  readonly defaultCountry: string | undefined
  readonly phonePrefixes: PhonePrefixes
  readonly emailDomains: EmailDomains
  readonly origins: readonly string[]
  /** Whole addresses that people may be sent on to after a magic link. */
  readonly redirects: readonly string[]
  readonly captcha: CheckedFile['captcha']
  readonly channels: NonNullable<CheckedFile['channels']>
  /** Settings by integration, checked by its kind. */
  readonly integrations: Readonly<Record<string, unknown>>
  readonly policies: Policies
  readonly failureBudget: FailureBudgetPolicy
  readonly sessions: SessionSettings
  readonly audit: { readonly sealSeconds: number; readonly checkpoints: string | undefined }
  readonly abuse: AbuseThresholds
  readonly testRecipients: readonly TestRecipient[]
}

/** Where a configuration comes from. */
export interface ConfigSource {
  /** Path of the file; the default names if left out. */
  readonly file?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** For commands that report on texts instead of sending them. */
  readonly allowsBadTexts?: boolean
}

/**
 * Reads file and environment once, checks everything, and names each bad setting in a line.
 *
 * @throws CountersignError `invalid_configuration`
 */
export const loadConfig = async (source: ConfigSource): Promise<Config> => {
  const { config, problems } = await readConfig(source)
  if (problems.length > 0) throw refusal(problems)
  return config
}

/** What a readable file comes to, and what stands in the way of a start with it. */
export interface ReadConfig {
  readonly file: CheckedFile
  readonly config: Config
  readonly problems: readonly string[]
}

/**
 * The same for who has more to find out before a start is refused.
 *
 * @throws CountersignError `invalid_configuration` if there is no sense in a setting by itself
 */
export const readConfig = async ({
  file,
  env,
  allowsBadTexts = false,
}: ConfigSource): Promise<ReadConfig> => {
  const parsed = configSchema.safeParse(withEnvironment(await readConfigFile(file), env))
  if (!parsed.success) throw refusal(parsed.error.issues.map(toLine))
  const config = complete(parsed.data, { isProduction: env['NODE_ENV'] === 'production' })
  const problems = problemsOf(parsed.data, { config, allowsBadTexts })
  return { file: parsed.data, config, problems }
}

/** What stands in the way of a start, with settings of which each by itself is good: a line each. */
export const problemsOf = (
  file: CheckedFile,
  { config, allowsBadTexts }: { readonly config: Config; readonly allowsBadTexts: boolean },
): readonly string[] => [
  ...missingInProduction(file, config),
  ...(allowsBadTexts ? [] : messageProblems(config)),
  ...captchaProblems(config.captcha, config.policies),
]

/** Names the setting and what is wrong with it. */
export const toLine = (issue: z.core.$ZodIssue): string => {
  const reason = issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined
  const message = reason ?? issue.message
  return issue.path.length === 0 ? message : `${issue.path.join('.')}: ${message}`
}

/**
 * `PORT`, `HOST`, `METRICS_PORT`, `PUBLIC_URL` and `STORE_URL` override the file. `STORE_URL_FILE` names
 * a file that holds the URL, so that its password need not stand in a variable.
 */
export const withEnvironment = (file: unknown, given: ConfigSource['env']): unknown => {
  checkMode(given)
  const env: ConfigSource['env'] = { ...given, ...storeUrlFrom(given['STORE_URL_FILE']) }
  if (typeof file !== 'object' || file === null || Array.isArray(file)) return file
  const { listen, metrics, store } = file as {
    readonly listen?: object
    readonly metrics?: object
    readonly store?: object
  }
  const port = portFrom(env, 'PORT')
  const metricsPort = portFrom(env, 'METRICS_PORT')
  const host = env['HOST'] === undefined ? {} : { host: env['HOST'] }
  return {
    ...file,
    ...((env['PORT'] ?? env['HOST']) !== undefined && { listen: { ...listen, ...port, ...host } }),
    ...(metricsPort && { metrics: { ...metrics, ...metricsPort } }),
    ...(env['PUBLIC_URL'] !== undefined && { publicUrl: env['PUBLIC_URL'] }),
    ...(env['STORE_URL'] !== undefined && { store: { ...store, url: env['STORE_URL'] } }),
  }
}

const storeUrlFrom = (path: string | undefined): { readonly STORE_URL?: string } => {
  if (path === undefined) return {}
  try {
    return { STORE_URL: readFileSync(path, 'utf8').replace(/\r?\n$/, '') }
  } catch {
    throw refusal([`STORE_URL_FILE: ${path} cannot be read`])
  }
}

const portFrom = (env: ConfigSource['env'], variable: 'PORT' | 'METRICS_PORT') => {
  const text = env[variable]
  if (text === undefined) return undefined
  if (/^\d{1,5}$/.test(text)) return { port: Number(text) }
  throw refusal([`${variable}: must be a whole number from 0 to 65535`])
}

const consoleOnly = { sms: ['console'], email: ['console'], whatsapp: ['console'] }

/** Fills in what the file leaves out. */
export const complete = (
  file: CheckedFile,
  { isProduction }: Pick<Config, 'isProduction'>,
): Config => {
  const port = file.listen?.port ?? 3000
  const publicUrl = new URL(file.publicUrl ?? `http://localhost:${port}`)
  const channels = file.channels ?? consoleOnly
  const { defaultLocale = 'en', messages = {} } = file
  return {
    isProduction,
    publicUrl,
    sender: {
      brand: file.brand ?? 'Countersign',
      host: publicUrl.hostname,
      defaultLocale,
      texts: ownTextsOf(messages),
    },
    listen: { host: file.listen?.host ?? (isProduction ? '0.0.0.0' : '127.0.0.1'), port },
    metrics: { host: file.metrics?.host ?? '127.0.0.1', port: file.metrics?.port ?? 9464 },
    storeUrl: file.store?.url ?? 'sqlite:./data/countersign.db',
    secretsDir: file.secretsDir ?? './data/secrets',
    trustedProxies: file.trustedProxies ?? [],
    countries: file.countries,
    defaultCountry: file.defaultCountry,
    phonePrefixes: { allow: [], deny: [], ...file.phonePrefixes },
    origins: file.origins ?? [],
    redirects: file.redirects ?? [],
    captcha: file.captcha,
    emailDomains: { allow: [], deny: [], ...file.emailDomains },
    channels,
    integrations: file.integrations ?? {},
    policies: effectivePolicies({
      templates: file.templates ?? {},
      purposes: file.purposes ?? {},
      withoutPurposes: file.withoutPurposes ?? [],
      channels,
    }),
    failureBudget: { ...defaultFailureBudget, ...file.failureBudget } as FailureBudgetPolicy,
    sessions: { ...defaultSessionSettings, ...file.sessions } as SessionSettings,
    audit: { sealSeconds: file.audit?.sealSeconds ?? 10, checkpoints: file.audit?.checkpoints },
    abuse: { ...defaultAbuseThresholds, ...file.abuse } as AbuseThresholds,
    testRecipients: file.testRecipients ?? [],
  }
}

const missingInProduction = (file: CheckedFile, config: Config): readonly string[] => {
  if (!config.isProduction) return []
  const { channels, integrations, publicUrl } = file
  return productionProblems(
    {
      publicUrl: publicUrl === undefined ? undefined : config.publicUrl,
      hasBrand: file.brand !== undefined,
      hasStore: file.store?.url !== undefined,
      isInMemory: config.storeUrl === 'memory:',
      hasKeys: file.secretsDir !== undefined,
      hasChannels: channels !== undefined && Object.keys(channels).length > 0,
      showsCodes:
        integrations?.console !== undefined ||
        Object.values(config.channels).some((names) => names?.includes('console')),
      sendsTexts: (config.channels.sms ?? config.channels.whatsapp) !== undefined,
      countries: config.countries,
      redirects: config.redirects,
      hasTestRecipients: config.testRecipients.length > 0,
      allowsTestRecipients: file.allowTestRecipientsInProduction === true,
    },
    { store: 'store.url', keys: 'secretsDir', console: 'integrations.console' },
  )
}
