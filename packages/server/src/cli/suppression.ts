import { Command, Option } from 'commander'
import type { ChannelName } from 'countersign'
import { refusal } from '../config/refusal.ts'
import { type RecipientOptions, recipientOf, withRecipient } from './recipient-option.ts'
import { type ConfigOption, cliActor, type OpenedStore, withExistingStore } from './with-store.ts'

/** As many as a person may want to read. */
const rowsAtMost = 1000

const channels: readonly ChannelName[] = ['sms', 'email', 'whatsapp']

interface ClearOptions extends ConfigOption, RecipientOptions {
  readonly channel?: ChannelName
}

/** `countersign suppression`. */
export const suppressionCommand = (): Command =>
  new Command('suppression')
    .description(
      'Recipients that nothing is sent to: mail came back, was called spam, or opted out.',
    )
    .addCommand(
      new Command('list')
        .description(`List the newest ${rowsAtMost}: recipient, channel, reason and time.`)
        .action((options: ConfigOption) => withExistingStore(options, list)),
    )
    .addCommand(
      withRecipient(new Command('clear').description('Allow sending to a recipient again.'))
        .addOption(
          new Option('--channel <name>', 'only on this channel; on all if left out').choices(
            channels,
          ),
        )
        .action((options: ClearOptions) => withExistingStore(options, clear(options))),
    )

const list = async ({ store }: OpenedStore): Promise<string> => {
  const rows = await store.suppressions.list({ rowsAtMost })
  if (rows.length === 0) return 'nobody is suppressed'
  return rows
    .map(({ maskedRecipient, channel, reason, sinceMs }) =>
      [maskedRecipient, channel, reason, new Date(sinceMs).toISOString()].join('\t'),
    )
    .join('\n')
}

const clear = (options: ClearOptions) => {
  const { channel } = options
  return async ({ operator, config }: OpenedStore): Promise<string> => {
    const recipient = recipientOf('suppression', options, config)
    const cleared = await operator.clearSuppression({ recipient, channel, actor: cliActor })
    if (cleared === 0) throw refusal(['suppression: this recipient is not suppressed there'])
    return `cleared ${cleared}`
  }
}
