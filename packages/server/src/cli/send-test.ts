import { Command } from 'commander'
import { type ChannelName, type Store, sendTest, systemRandom } from 'countersign'
import type { Config } from '../config/config.ts'
import { refusal } from '../config/refusal.ts'
import { createIntegrations } from '../integrations/create-integrations.ts'
import { withRowSettings } from '../integrations/row-settings.ts'
import { printedRow } from './printed-row.ts'
import { type RecipientOptions, recipientOf, withRecipient } from './recipient-option.ts'
import { type ConfigOption, cliActor, withFirstStore } from './with-store.ts'

interface Options extends ConfigOption, RecipientOptions {
  readonly purpose?: string
}

/** `countersign send-test`. */
export const sendTestCommand = (): Command =>
  withRecipient(new Command('send-test'))
    .argument('<integration>', 'a provider that a channel names, such as arkesel')
    .option('--purpose <name>', 'whose text to send; the first that fits if left out')
    .description(
      'Send one message with a code that opens nothing, whatever the switches say, and print what the provider answered. Exit code 1 if it did not accept it.',
    )
    .action((integration: string, options: Options) =>
      withFirstStore(options, async ({ config, ...opened }) => {
        const recipient = recipientOf('send-test', options, config)
        const changed = await withRowOf(integration, { config, store: opened.store })
        const message = {
          ...reachedBy(integration, changed),
          ...{ recipient, purpose: options.purpose, actor: cliActor },
        }
        const parts = { ...opened, ...config, random: systemRandom }
        const outcome = await sendTest(parts, message)
        if (outcome === undefined)
          throw refusal([`send-test: no such purpose reaches such an address by ${integration}`])
        if (outcome.kind !== 'accepted') process.exitCode = 1
        const reason = 'reason' in outcome ? (outcome.reason ?? '-') : '-'
        return printedRow([outcome.kind, reason])
      }),
    )

/** Settings that were changed in the console or over the API count, as they do in a server. */
const withRowOf = async (
  id: string,
  { config, store }: { readonly config: Config; readonly store: Store },
): Promise<Config> => {
  const row = (await store.integrations.list()).find((one) => one.id === id)
  if (row === undefined) return config
  const settings = withRowSettings(id, { file: config.integrations[id], row: row.settings })
  return { ...config, integrations: { ...config.integrations, [id]: settings } }
}

/** Only this provider is made: what others lack is not in the way. */
const reachedBy = (id: string, config: Config) => {
  const channels = Object.keys(config.channels).filter((name): name is ChannelName =>
    (config.channels[name as ChannelName] ?? []).includes(id),
  )
  if (channels.length === 0) throw refusal([`send-test: no channel names an integration "${id}"`])
  const own = Object.fromEntries(channels.map((channel) => [channel, [id]]))
  const { secretsDir, isProduction } = config
  const sources = { secretsDir, isProduction, env: process.env }
  const { providers } = createIntegrations({ ...config, channels: own }, sources)
  const provider = providers.get(id)
  if (provider === undefined)
    throw refusal(['send-test: the console provider shows messages in a running server only'])
  return { provider, channels }
}
