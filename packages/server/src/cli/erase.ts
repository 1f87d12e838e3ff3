import { Command } from 'commander'
import { refusal } from '../config/refusal.ts'
import { type RecipientOptions, recipientOf, withRecipient } from './recipient-option.ts'
import { type ConfigOption, cliActor, withExistingStore } from './with-store.ts'

interface Options extends ConfigOption, RecipientOptions {
  readonly yes?: boolean
}

/** `countersign erase`. */
export const eraseCommand = (): Command =>
  withRecipient(new Command('erase'))
    .description(
      'Remove what is kept of a recipient, also the user who signs in with it and that user’s sessions. Events of the audit log stay, still verify, and name the person no more.',
    )
    .option('--yes', 'needed, because it cannot be undone')
    .action((options: Options) => {
      if (options.yes !== true) throw refusal(['erase: cannot be undone; add --yes'])
      return withExistingStore(options, async ({ operator, config }) => {
        const recipient = recipientOf('erase', options, config)
        const { rows, events } = await operator.erase({ recipient, actor: cliActor })
        return `rows\t${rows}\naudit events\t${events}`
      })
    })
