import { Command } from 'commander'
import { version } from '../version.ts'
import { adminCommand } from './admin/index.ts'
import { apiKeyCommand } from './api-key.ts'
import { auditCommand } from './audit/index.ts'
import { devProvidersCommand } from './dev-providers.ts'
import { doctorCommand } from './doctor.ts'
import { eraseCommand } from './erase.ts'
import { invalidateCommand } from './invalidate.ts'
import { keysCommand } from './keys.ts'
import { migrateCommand } from './migrate.ts'
import { sendTestCommand } from './send-test.ts'
import { serveCommand } from './serve.ts'
import { suppressionCommand } from './suppression.ts'
import { switchCommand } from './switch/index.ts'
import { templatesCommand } from './templates/index.ts'
import { unlockCommand } from './unlock.ts'

/** The command line. Subcommands are a file each. */
export const createProgram = (): Command => {
  const program = new Command('countersign')
    .description('One-time codes that you run yourself.')
    .version(version)
    .showHelpAfterError('Add --help to see what there is.')
  const commands = [
    ...[serveCommand(), migrateCommand(), doctorCommand(), keysCommand(), apiKeyCommand()],
    ...[adminCommand(), switchCommand(), sendTestCommand()],
    ...[unlockCommand(), invalidateCommand(), suppressionCommand(), eraseCommand()],
    ...[auditCommand(), templatesCommand()],
  ]
  for (const command of commands) program.addCommand(withConfig(command))
  program.addCommand(devProvidersCommand())
  for (const command of everyCommand(program)) command.exitOverride()
  return program
}

/** Every command that does something takes a configuration file. */
const withConfig = (command: Command): Command => {
  const leaves = command.commands.length > 0 ? command.commands : [command]
  for (const leaf of leaves)
    leaf.option(
      '--config <file>',
      'configuration file, TypeScript, JavaScript or JSON (default: countersign.config.ts, .js or .json in the working folder)',
    )
  return command
}

const everyCommand = (command: Command): readonly Command[] => [
  command,
  ...command.commands.flatMap(everyCommand),
]
