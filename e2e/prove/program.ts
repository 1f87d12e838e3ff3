import { randomBytes } from 'node:crypto'
import { Command, InvalidArgumentError, Option } from 'commander'
import { proveAudit } from './prove-audit.ts'
import { proveCrashes } from './prove-crashes.ts'
import { proveHistory } from './prove-history.ts'
import { proveTarget } from './prove-target.ts'

/** What can be asked for on the command line. */
export interface ProveOptions {
  readonly store: 'sqlite' | 'postgres' | 'all'
  readonly rounds: number
  readonly firstRound: number
  readonly seed: string
  readonly secondsPerRound: number
  readonly servers: number
  readonly report?: string
  readonly check?: string
  readonly auditEvents?: number
  readonly target?: string
  readonly purpose: string
  readonly phones?: string
  readonly recipient?: string
  readonly code?: string
  readonly iOwnThisServer?: true
}

const wholeNumber = (text: string): number => {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('must be a whole number above 0')
  return Number(text)
}

const seconds = (text: string): number => {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('must be a number above 0')
  return value
}

/** Runs the command line. @returns the exit code: 0 good, 1 a violation */
export const runProve = async (argv: readonly string[]): Promise<number> => {
  const command = createCommand()
  await command.parseAsync([...argv], { from: 'user' })
  const options = command.opts<ProveOptions>()
  if (options.check !== undefined) return proveHistory(options.check)
  if (options.auditEvents !== undefined) return proveAudit(options, options.auditEvents)
  if (options.target !== undefined) return proveTarget({ ...options, target: options.target })
  return proveCrashes(options)
}

const createCommand = (): Command =>
  new Command('prove')
    .description(
      'Kills servers and databases under load and proves from the answers alone that no code was accepted twice, none that was replaced, no limit was passed, and nothing acknowledged was lost. Or asks a running server what can be asked without killing it.',
    )
    .addOption(
      new Option('--store <kind>', 'database to prove')
        .choices(['sqlite', 'postgres', 'all'])
        .default('all'),
    )
    .option('--rounds <count>', 'crash rounds per database', wholeNumber, 100)
    .option('--first-round <number>', 'where to start: to run one round again', wholeNumber, 1)
    .option('--seed <text>', 'what people do and when is killed', randomBytes(6).toString('hex'))
    .option('--seconds-per-round <seconds>', 'length of a round', seconds, 2)
    .option('--servers <count>', 'server processes on one database', wholeNumber, 3)
    .option('--report <file>', 'write the report there: .json, else Markdown')
    .option('--check <file>', 'judge a history that an earlier run has saved')
    .option(
      '--audit-events <count>',
      'prove an audit log of so many events instead: check it, change rows with SQL, and find them',
      wholeNumber,
    )
    .option('--target <url>', 'prove a running server instead, without killing anything')
    .option('--purpose <name>', 'target: the purpose to ask for', 'login')
    .option(
      '--phones <pattern>',
      'target in development mode: phones to use (default: +23324499xxxxx)',
    )
    .option('--recipient <phone>', 'target: a test recipient of its configuration')
    .option('--code <digits>', 'target: the code of that test recipient')
    .option('--i-own-this-server', 'target: needed unless it is on this machine')
