import { Command, InvalidArgumentError, Option } from 'commander'
import { eventTypes } from 'countersign'
import { z } from 'zod'
import { makeCheckpoint } from './checkpoint.ts'
import { exportAudit } from './export.ts'
import { verifyAudit } from './verify.ts'

/** `countersign audit`. */
export const auditCommand = (): Command =>
  new Command('audit')
    .description('The log of what was changed and done: check it, export it, seal it.')
    .addCommand(verifyCommand())
    .addCommand(exportCommand())
    .addCommand(checkpointCommand())

const verifyCommand = () =>
  new Command('verify')
    .description(
      'Read the whole log and say whether anything in it was changed, removed, added or moved. Exit code 1 if so; the first findings are named. Works on a copy of the database, with the audit key alone: give --store and --audit-key instead of a configuration.',
    )
    .option(
      '--checkpoints <file>',
      'checkpoints that "audit checkpoint" gave out: they show that the end was cut off, or an older copy put back',
    )
    .option('--json', 'print JSON, with every finding')
    .addOption(
      new Option('--store <url>', 'database to read: sqlite:PATH or postgres://…').conflicts(
        'config',
      ),
    )
    .addOption(
      new Option(
        '--audit-key <file>',
        'keyring.json, or a copy of it with the audit keys only',
      ).conflicts('config'),
    )
    .action(verifyAudit)

const exportCommand = () =>
  new Command('export')
    .description(
      'Write events to standard output, the newest first, recipients masked. The export is itself an event.',
    )
    .addOption(
      new Option('--format <name>', 'JSON, one event in a line, or CSV that starts no formula')
        .choices(['jsonl', 'csv'])
        .default('jsonl'),
    )
    .option('--from <time>', 'not before: 2026-11-20, or 2026-11-20T08:00:00Z', timeMs)
    .option('--to <time>', 'only before', timeMs)
    .addOption(
      new Option('--type <name...>', 'only events of these types').choices(Object.keys(eventTypes)),
    )
    .action(exportAudit)

const checkpointCommand = () =>
  new Command('checkpoint')
    .description(
      'Seal all events up to now and print the signed checkpoint as a line of JSON, which is to be kept elsewhere. If nothing is new, that is the last one.',
    )
    .option('--out <file>', 'add it to this file instead, unless it is there already')
    .addOption(
      new Option(
        '--public-key',
        'only print the key that checkpoints are checked with, as PEM',
      ).conflicts('out'),
    )
    .action(makeCheckpoint)

const time = z.union([z.iso.date(), z.iso.datetime({ offset: true })])

const timeMs = (text: string): number => {
  if (!time.safeParse(text).success)
    throw new InvalidArgumentError(
      'must be a day or a time with its zone, such as 2026-11-20T08:00:00Z',
    )
  return Date.parse(text)
}
