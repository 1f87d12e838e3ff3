import { builtInPurposes, defaultPolicy, type Policies, type Policy } from 'countersign'
import { refusal } from './refusal.ts'
import type { ConfigFile } from './schema.ts'

type ConfiguredPurposes = NonNullable<ConfigFile['purposes']>
type ConfiguredChannels = NonNullable<ConfigFile['channels']>

/**
 * The built-in purposes with the configured ones on top. A built-in purpose none of whose channels
 * is configured does not exist; a configured one that names such a channel is refused.
 */
export const effectivePolicies = (
  configured: ConfiguredPurposes,
  channels: ConfiguredChannels,
): Policies => {
  const usable = Object.keys(channels)
  const problems = Object.entries(configured).flatMap(([purpose, { channels: wanted = [] }]) =>
    wanted
      .filter((channel) => !usable.includes(channel))
      .map((channel) => `purposes.${purpose}.channels: channels.${channel} is not configured`),
  )
  if (problems.length > 0) throw refusal(problems)

  const policies = new Map<string, Policy>(Object.entries(builtInPurposes))
  for (const [purpose, changes] of Object.entries(configured))
    policies.set(purpose, { ...(policies.get(purpose) ?? defaultPolicy), ...defined(changes) })
  const reachable = [...policies].map(([purpose, policy]): [string, Policy] => [
    purpose,
    { ...policy, channels: policy.channels.filter((channel) => usable.includes(channel)) },
  ])
  return Object.fromEntries(reachable.filter(([, policy]) => policy.channels.length > 0))
}

const defined = (changes: ConfiguredPurposes[string]): Partial<Policy> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
