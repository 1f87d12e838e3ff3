import { Command } from 'commander'
import { type RecipientOptions, recipientOf, withRecipient } from './recipient-option.ts'
import { type ConfigOption, cliActor, withExistingStore } from './with-store.ts'

/** `countersign unlock`. */
export const unlockCommand = (): Command =>
  withRecipient(new Command('unlock'))
    .description(
      'Forget the wrong codes of a recipient, so that a new code can be asked for and used at once.',
    )
    .action((options: ConfigOption & RecipientOptions) => {
      const recipient = recipientOf('unlock', options)
      return withExistingStore(options, async ({ operator }) =>
        (await operator.unlock({ recipient, actor: cliActor })) ? 'unlocked' : 'was not locked',
      )
    })
