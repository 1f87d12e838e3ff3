import { z } from 'zod'
import { effectivePolicies } from '../config/effective-policies.ts'
import { readKeyRing } from '../config/key-ring-file.ts'
import { productionProblems } from '../config/production-problems.ts'
import { policyName, purposeSchema } from '../config/purpose-schema.ts'
import type { Channels } from '../engine/delivery/deliver.ts'
import { createKeyRing, type KeyRing, keyUses } from '../engine/key-ring.ts'
import { readRedirect } from '../engine/link/redirects.ts'
import { checkMessages } from '../engine/message/check-messages.ts'
import type { Sender } from '../engine/message/render.ts'
import type { Policies } from '../engine/policy.ts'
import type { Outbox } from '../ports/outbox.ts'
import { systemRandom } from '../ports/random.ts'
import { refusal } from '../ports/refusal.ts'
import type { Store } from '../ports/store.ts'
import { createConsoleProvider } from '../providers/console.ts'
import { createMemoryStore, isMemoryStore } from '../stores/memory/index.ts'
import type { CountersignOptions } from './options.ts'

/** Options with every gap filled, and checked. */
export interface Completed {
  readonly isProduction: boolean
  readonly publicUrl: URL
  readonly sender: Sender
  readonly store: Store
  readonly keyRing: KeyRing
  readonly channels: Channels
  readonly policies: Policies
  /** Shows sent messages, in development. */
  readonly outbox: Outbox | undefined
}

/**
 * Fills the gaps that development leaves.
 *
 * @throws CountersignError `invalid_configuration` with a line for each thing that is wrong
 */
export const complete = (options: CountersignOptions): Completed => {
  const isProduction = options.isProduction ?? process.env['NODE_ENV'] === 'production'
  const publicUrl = readUrl(options.publicUrl ?? 'http://localhost:3000')
  const problems = [
    ...badRedirects(options),
    ...emptyChannels(options),
    ...(isProduction ? missing(options, publicUrl) : []),
  ]
  if (problems.length > 0) throw refusal(problems)
  const { provider, outbox } = createConsoleProvider(options)
  const consoleOnly: Channels = { sms: [provider], email: [provider], whatsapp: [provider] }
  const { clock, channels = consoleOnly } = options
  const sender: Sender = {
    brand: options.brand ?? 'Countersign',
    host: publicUrl.hostname,
    defaultLocale: options.defaultLocale,
    texts: options.texts,
  }
  const policies = policiesOf(options, channels)
  refuseBadMessages(sender, policies)
  return {
    ...{ isProduction, publicUrl, sender, channels, policies },
    store: options.store ?? createMemoryStore(clock && { clock }),
    keyRing: keysOf(options),
    outbox: isProduction || channels !== consoleOnly ? undefined : outbox,
  }
}

const badRedirects = ({ redirects = [] }: CountersignOptions): readonly string[] =>
  redirects
    .filter((target) => readRedirect(target) === undefined)
    .map((target) => `redirects: ${JSON.stringify(target)} is not a whole address of a page`)

/**
 * A purpose whose only channel has no provider would be off for ever, and one that goes on without a code
 * while it is off would let everybody through.
 */
const emptyChannels = ({ channels = {} }: CountersignOptions): readonly string[] =>
  Object.entries(channels)
    .filter(([, providers]) => providers === undefined || providers.length === 0)
    .map(([channel]) => `channels.${channel}: names no provider; give it one, or leave it out`)

const readUrl = (given: string | URL): URL => {
  const url = URL.parse(given)
  if (url !== null && /^https?:$/.test(url.protocol)) return url
  throw refusal(['publicUrl: must be a URL that starts with https:// or http://'])
}

const keysOf = ({ keyRing, secretsDir }: CountersignOptions): KeyRing => {
  if (keyRing !== undefined) return keyRing
  if (secretsDir !== undefined) return readKeyRing(secretsDir)
  return createKeyRing(
    keyUses.map((use) => ({ id: `${use}-passing`, use, bytes: systemRandom(32) })),
  )
}

const missing = (options: CountersignOptions, publicUrl: URL): readonly string[] => {
  const { store, channels = {} } = options
  const { keyRing, secretsDir, testRecipients = [] } = options
  const providers = Object.values(channels).flatMap((list) => list ?? [])
  return productionProblems(
    {
      publicUrl: options.publicUrl === undefined ? undefined : publicUrl,
      hasBrand: options.brand !== undefined,
      hasStore: store !== undefined,
      isInMemory: store !== undefined && isMemoryStore(store),
      hasKeys: (keyRing ?? secretsDir) !== undefined,
      hasChannels: providers.length > 0,
      showsCodes: providers.some(({ id }) => id === 'console'),
      sendsTexts: (channels.sms ?? channels.whatsapp) !== undefined,
      countries: options.countries,
      redirects: options.redirects ?? [],
      hasTrialCaptcha: options.captcha?.isForTrial === true,
      hasTestRecipients: testRecipients.length > 0,
      allowsTestRecipients: options.allowTestRecipientsInProduction === true,
    },
    { store: 'store', keys: 'keyRing or secretsDir', console: 'channels' },
  )
}

const named = z.record(policyName, purposeSchema)

const policiesOf = (
  { purposes = {}, templates = {}, withoutPurposes = [] }: CountersignOptions,
  channels: Channels,
): Policies => {
  const read = z.strictObject({ purposes: named, templates: named })
  const parsed = read.safeParse({ purposes, templates })
  if (parsed.success) return effectivePolicies({ ...parsed.data, channels, withoutPurposes })
  throw refusal(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`))
}

/** What no deployment should pay for at every send, or could not be bound to its host. */
const refuseBadMessages = (sender: Sender, policies: Policies): void => {
  const [first] = checkMessages(sender, policies)
  if (first === undefined) return
  const { purpose, channel, locale, problem } = first
  throw refusal([
    `brand, publicUrl or texts: the message of ${purpose} by ${channel} in ${locale} ${problem}`,
  ])
}
