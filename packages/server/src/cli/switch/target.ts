import type { Command } from 'commander'
import type { Switch, SwitchScope } from 'countersign'
import type { Config } from '../../config/config.ts'
import { knownTargets } from '../../config/known-targets.ts'
import { refusal } from '../../config/refusal.ts'

/** The options that say what is meant. */
export interface TargetOptions {
  readonly all?: boolean
  readonly channel?: string
  readonly integration?: string
  readonly country?: string
  readonly purpose?: string
}

/** What a switch stops. */
export type SwitchTarget = Pick<Switch, 'scope' | 'target'>

/** Adds the options that say what is meant. */
export const withTarget = (command: Command): Command =>
  command
    .option('--all', 'everything')
    .option('--channel <name>', 'one channel: sms, email or whatsapp')
    .option('--integration <id>', 'one provider, such as arkesel')
    .option('--country <code>', 'phones of one country, such as GH')
    .option('--purpose <name>', 'one purpose, such as login')

/** Everything that the options name. */
const targetsIn = (options: TargetOptions): readonly SwitchTarget[] => {
  const { all, channel, integration, country, purpose } = options
  const named: readonly [SwitchScope, string | undefined][] = [
    ['channel', channel],
    ['integration', integration],
    ['country', country?.toUpperCase()],
    ['purpose', purpose],
  ]
  return [
    ...(all === true ? [{ scope: 'all', target: null } as const] : []),
    ...named.flatMap(([scope, target]) => (target === undefined ? [] : [{ scope, target }])),
  ]
}

/** The one thing that the options name; nothing if they name none. */
export const targetOf = (options: TargetOptions): SwitchTarget | undefined => {
  const [target, ...others] = targetsIn(options)
  if (others.length > 0)
    throw refusal([
      'switch: say one thing: --all, --channel, --integration, --country or --purpose',
    ])
  return target
}

/** How many names a refusal lists. */
const namesAtMost = 20

/**
 * A switch for something that there is not would stop nothing.
 *
 * @throws CountersignError `invalid_configuration` if the configuration has no such thing
 */
export const checkTarget = (config: Config, { scope, target }: SwitchTarget): void => {
  const known = knownTargets(config, scope)
  if (target === null || known.includes(target)) return
  const names = known.length > namesAtMost ? '' : `; there are: ${known.join(', ')}`
  throw refusal([`switch: the configuration has no ${scope} "${target}"${names}`])
}

/** A target in words. */
export const targetName = ({ scope, target }: SwitchTarget): string =>
  target === null ? scope : `${scope} ${target}`
