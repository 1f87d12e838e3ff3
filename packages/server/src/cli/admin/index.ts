import { Command, Option } from 'commander'
import { adminRoles } from 'countersign'
import { durationMs } from '../duration.ts'
import { createAdmin } from './create.ts'
import { linkAdmin } from './link.ts'
import { listAdmins } from './list.ts'
import { revokeAdmin } from './revoke.ts'

const nameArgument = ['<name>', 'who it is, for example "kofi"'] as const

/** `countersign admin`. */
export const adminCommand = (): Command =>
  new Command('admin')
    .description('Administrators of the console and the admin API.')
    .addCommand(
      new Command('create')
        .argument(...nameArgument)
        .description('Make a token and print it, this once: only its hash is kept.')
        .addOption(
          new Option('--role <role>', 'a viewer looks, an operator changes')
            .choices(adminRoles)
            .default('operator'),
        )
        .addOption(
          new Option(
            '--expires <time>',
            'how long it is good: seconds, or 12h, 90d; until it is revoked if left out',
          ).argParser(durationMs),
        )
        .action(createAdmin),
    )
    .addCommand(
      new Command('list')
        .description('List the tokens: name, role, created, state.')
        .action(listAdmins),
    )
    .addCommand(
      new Command('revoke')
        .argument(...nameArgument)
        .description(
          'Revoke a token. It, the sessions in the console and the links of that name stop working with the next request.',
        )
        .action(revokeAdmin),
    )
    .addCommand(
      new Command('link')
        .argument(...nameArgument)
        .description(
          'Print an address that signs an administrator in to the console, once, within ten minutes.',
        )
        .action(linkAdmin),
    )
