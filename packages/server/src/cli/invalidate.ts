import { Command, Option } from 'commander'
import { type RecipientOptions, recipientOf, withRecipient } from './recipient-option.ts'
import { type ConfigOption, cliActor, withExistingStore } from './with-store.ts'

interface Options extends ConfigOption, RecipientOptions {
  readonly everybody?: boolean
}

/** `countersign invalidate`. */
export const invalidateCommand = (): Command =>
  withRecipient(new Command('invalidate'))
    .description(
      'End what is outstanding for a recipient, or for everybody: codes with their links, proofs, and sessions. Locks and cool-downs stay. Prints how much was ended.',
    )
    .addOption(new Option('--everybody', 'for everybody').conflicts(['phone', 'email']))
    .action((options: Options) =>
      withExistingStore(options, async ({ operator, config }) => {
        const recipient =
          options.everybody === true ? undefined : recipientOf('invalidate', options, config)
        const { codes, proofs, sessions } = await operator.invalidate({
          ...{ recipient, actor: cliActor },
        })
        return `codes\t${codes}\nproofs\t${proofs}\nsessions\t${sessions}`
      }),
    )
