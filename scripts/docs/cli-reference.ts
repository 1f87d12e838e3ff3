import type { Command } from 'commander'
import { createProgram } from '../../packages/server/src/cli/program.ts'
import { page } from './page.ts'

const intro = `# Command line

Inside the repository write \`npx countersign …\`. Settings come from a configuration file and from the
environment: see [configuration](configuration.md). All commands work without a running server.

Exit codes: 0 good, 1 a finding or a fault while it ran, 2 misuse, which includes a configuration that was refused.
What went wrong stands on standard error, one line for each thing.`

/** The command line, as the program explains itself. */
export const cliReference = (): string =>
  page('packages/server/src/cli', [intro, ...sections(createProgram(), '')])

const sections = (command: Command, prefix: string): readonly string[] => {
  const name = `${prefix}${command.name()}`
  return [
    `## ${name}`,
    ['```text', helpOf(command), '```'].join('\n'),
    ...command.commands.flatMap((inner) => sections(inner, `${name} `)),
  ]
}

const helpOf = (command: Command): string =>
  command.configureHelp({ helpWidth: 98 }).helpInformation().trimEnd()
