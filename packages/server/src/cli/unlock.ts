import { Command } from 'commander'
import { type RecipientOptions, recipientOf, withRecipient } from './recipient-option.ts'
import { type ConfigOption, cliActor, withExistingStore } from './with-store.ts'

/** `countersign unlock`. */
export const unlockCommand = (): Command =>
  withRecipient(new Command('unlock'))
    .description(
      'Forget the wrong codes of a recipient, so that a new code can be asked for and used at once.',
    )
    .action((options: ConfigOption & RecipientOptions) =>
      withExistingStore(options, async ({ operator, config }) => {
        const recipient = recipientOf('unlock', options, config)
        const wasLocked = await operator.unlock({ recipient, actor: cliActor })
        return wasLocked ? 'unlocked' : 'was not locked'
      }),
    )
