import { Command, Option } from 'commander'
import { durationMs } from '../duration.ts'
import { type ConfigOption, withExistingStore } from '../with-store.ts'
import { switchOff } from './off.ts'
import { switchOn } from './on.ts'
import { rowsThatAreOff } from './rows.ts'
import { withTarget } from './target.ts'

/** `countersign switch`. */
export const switchCommand = (): Command =>
  new Command('switch')
    .description('Stop sending for everything or a part of it, and let it go on.')
    .addCommand(
      new Command('list')
        .description(
          'List what is off: id, what, since, until, who and why. A provider that was switched off in the console, or with SQL, has "-" for an id.',
        )
        .action((options: ConfigOption) =>
          withExistingStore(options, async ({ store }) => {
            const rows = await rowsThatAreOff(store)
            return rows.length === 0 ? 'nothing is off' : rows.join('\n')
          }),
        ),
    )
    .addCommand(
      withTarget(new Command('off'))
        .description(
          'Stop sending. When this says "off", no provider is called any more for what it stops, by any instance.',
        )
        .requiredOption('--reason <text>', 'why, for those who find it off')
        .addOption(
          new Option(
            '--for <time>',
            'ends by itself after that long: seconds, or 30m, 2h, 7d; until switched on if left out',
          ).argParser(durationMs),
        )
        .action(switchOff),
    )
    .addCommand(
      withTarget(new Command('on'))
        .argument('[id]', 'of one switch, as "switch list" shows it')
        .description(
          'Let sending go on: take away the switch of that id, or all switches for exactly what an option names. --all takes away those for everything, no others; --integration also turns on the own switch of the provider. What is still off is listed.',
        )
        .action(switchOn),
    )
