import { Command, Option } from 'commander'
import { type ChannelName, createOperator, type Recipient, readEmail, readPhone } from 'countersign'
import { refusal } from '../config/refusal.ts'
import { type ConfigOption, cliActor, type OpenedStore, withStore } from './with-store.ts'

/** As many as a person may want to read. */
const rowsAtMost = 1000

const channels: readonly ChannelName[] = ['sms', 'email', 'whatsapp']

interface ClearOptions extends ConfigOption {
  readonly phone?: string
  readonly email?: string
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
        .action((options: ConfigOption) => withStore(options, list)),
    )
    .addCommand(
      new Command('clear')
        .description('Allow sending to a recipient again.')
        .addOption(
          new Option('--phone <number>', 'phone, such as +233244123456').conflicts('email'),
        )
        .option('--email <address>', 'email address')
        .addOption(
          new Option('--channel <name>', 'only on this channel; on all if left out').choices(
            channels,
          ),
        )
        .action((options: ClearOptions) => withStore(options, clear(options))),
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
  const recipient = recipientOf(options)
  const { channel } = options
  return async ({
    store,
    keyRing,
    auditor,
    config: { policies },
  }: OpenedStore): Promise<string> => {
    const operator = createOperator({ store, keyRing, policies, auditor })
    const cleared = await operator.clearSuppression({ recipient, channel, actor: cliActor })
    if (cleared === 0) throw refusal(['suppression: this recipient is not suppressed there'])
    return `cleared ${cleared}`
  }
}

/** What was typed is not repeated: it would stand in somebody's log. */
const recipientOf = ({ phone, email }: ClearOptions): Recipient => {
  if (phone === undefined && email === undefined)
    throw refusal(['suppression: say whom, with --phone or --email'])
  const recipient = phone === undefined ? readEmail(email ?? '') : readPhone(phone)
  if (recipient === undefined)
    throw refusal([
      phone === undefined
        ? 'suppression: --email is no email address'
        : 'suppression: --phone is no number such as +233244123456',
    ])
  return recipient
}
