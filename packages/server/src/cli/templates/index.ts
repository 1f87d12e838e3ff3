import { Command, Option } from 'commander'
import { localeTags } from 'countersign'
import { lintTemplates } from './lint.ts'
import { previewTemplates } from './preview.ts'

const channels = ['sms', 'email', 'whatsapp'] as const

const channelOption = () =>
  new Option('--channel <name>', 'only this channel').choices([...channels])

const localeOption = () =>
  new Option('--locale <tag...>', 'only these languages').choices([...localeTags])

/** `countersign templates`. */
export const templatesCommand = (): Command =>
  new Command('templates')
    .description('The texts that people get: every purpose, channel and language.')
    .addCommand(
      new Command('lint')
        .description(
          'Check every text: segments and encoding, the line that binds the code to the host, subject and size of email, templates at providers, missing translations. Exit code 1 if something is found.',
        )
        .option('--purpose <name>', 'only this purpose')
        .addOption(channelOption())
        .addOption(localeOption())
        .option('--json', 'print every text that was looked at, and the findings, as JSON')
        .action(lintTemplates),
    )
    .addCommand(
      new Command('preview')
        .description('Print every message as somebody would get it, with an example for a code.')
        .option('--purpose <name>', 'only this purpose')
        .addOption(channelOption())
        .addOption(localeOption())
        .option('--out <folder>', 'write the HTML of each email to a file in this folder')
        .action(previewTemplates),
    )
