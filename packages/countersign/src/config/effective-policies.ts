import type { Policies, Policy } from '../engine/policy.ts'
import { findPolicy } from '../engine/policy-of.ts'
import { defaultPolicy } from '../engine/purposes/defaults.ts'
import { builtInPurposes } from '../engine/purposes/index.ts'
import type { ChannelName } from '../ports/provider.ts'
import { refusal } from '../ports/refusal.ts'
import type { CheckedPurpose } from './purpose-schema.ts'

type Configured = Readonly<Record<string, CheckedPurpose>>
type ConfiguredChannels = Readonly<Partial<Record<ChannelName, unknown>>>

/** The parts of a configuration that policies are made from. */
export interface PolicySources {
  readonly templates: Configured
  readonly purposes: Configured
  readonly channels: ConfiguredChannels
  /** Built-in purposes that do not exist here. */
  readonly withoutPurposes?: readonly string[]
}

/**
 * The built-in purposes with the configured ones on top. A built-in purpose none of whose channels
 * is configured does not exist; a configured one that names such a channel is refused.
 *
 * @throws CountersignError `invalid_configuration`
 */
export const effectivePolicies = ({
  templates,
  purposes,
  channels,
  withoutPurposes = [],
}: PolicySources): Policies => {
  const usable = Object.keys(channels)
  const problems = [
    ...unusableChannels({ templates, purposes }, usable),
    ...withoutPurposes.flatMap((name) => leftOutProblem(name, purposes)),
  ]
  if (problems.length > 0) throw refusal(problems)

  const resolve = createResolve({ ...templates, ...purposes })
  const builtIn = Object.keys(builtInPurposes).filter((name) => !withoutPurposes.includes(name))
  const names = new Set([...builtIn, ...Object.keys(purposes)])
  const policies = [...names].map((name): [string, Policy] => {
    const policy = resolve(name, [])
    return [
      name,
      { ...policy, channels: policy.channels.filter((channel) => usable.includes(channel)) },
    ]
  })
  const signIn = resolve('sign_in', [])
  if (signIn.grants !== 'session')
    throw refusal(['purposes.sign_in.grants: must be "session": the sign-in API begins one'])
  const openDoors = policies.filter(([, policy]) => opensWhenOff(policy)).map(toOpenDoor)
  if (openDoors.length > 0) throw refusal(openDoors)
  return Object.fromEntries(policies.filter(([, policy]) => policy.channels.length > 0))
}

/** Switching codes off must never let anybody in who could not come in before. */
const opensWhenOff = ({ grants, whenDisabled }: Policy): boolean =>
  grants === 'session' && whenDisabled === 'skip'

const toOpenDoor = ([name]: readonly [string, Policy]): string =>
  `purposes.${name}.whenDisabled: "skip" would let everybody in while codes are switched off, because the code alone grants a session; set "refuse"`

const leftOutProblem = (name: string, purposes: Configured): readonly string[] => {
  if (Object.hasOwn(purposes, name))
    return [`withoutPurposes: ${name} is configured under purposes; take it out of one of them`]
  return Object.hasOwn(builtInPurposes, name)
    ? []
    : [`withoutPurposes: there is no built-in purpose "${name}"`]
}

const unusableChannels = (
  sources: Readonly<Record<string, Configured>>,
  usable: readonly string[],
): readonly string[] =>
  Object.entries(sources).flatMap(([kind, configured]) =>
    Object.entries(configured).flatMap(([name, { channels = [] }]) =>
      channels
        .filter((channel) => !usable.includes(channel))
        .map((channel) => `${kind}.${name}.channels: channels.${channel} is not configured`),
    ),
  )

/** Finds policies by name: what is configured, on top of what that extends. */
const createResolve = (configured: Configured) => {
  const resolve = (name: string, from: readonly string[]): Policy => {
    const own = Object.hasOwn(configured, name) ? configured[name] : undefined
    if (own === undefined) return builtIn(name, from)
    const path = [...from, name]
    if (from.includes(name))
      throw refusal([`purposes.${name}.extends: goes round (${path.join(' → ')})`])
    const { extends: base, ...changes } = own
    return { ...(base === undefined ? startOf(name) : resolve(base, path)), ...defined(changes) }
  }
  return resolve
}

/** What a purpose that extends nothing starts from. */
const startOf = (name: string): Policy => findPolicy(builtInPurposes, name) ?? defaultPolicy

const builtIn = (name: string, from: readonly string[]): Policy => {
  const policy = findPolicy(builtInPurposes, name)
  if (policy !== undefined) return policy
  throw refusal([`purposes.${from.at(-1)}.extends: there is no template or purpose "${name}"`])
}

const defined = (changes: Omit<Configured[string], 'extends'>): Partial<Policy> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
