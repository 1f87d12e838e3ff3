import type { Check, Finding } from '../finding.ts'

/** Settings that nothing uses: often a mistake in a name. */
export const checkUnused: Check = ({ config, templatesUnused }) => {
  const { channels, integrations, policies } = config
  const named = new Set(Object.values(channels).flatMap((names) => names ?? []))
  const carried = new Set<string>(Object.values(policies).flatMap((policy) => policy.channels))
  return [
    ...templatesUnused.map((name) => unused(`templates.${name}`, 'no purpose extends it')),
    ...Object.keys(integrations)
      .filter((id) => !named.has(id))
      .map((id) => unused(`integrations.${id}`, 'no channel names it')),
    ...Object.entries(channels)
      .filter(([channel, names]) => !carried.has(channel) && names?.join() !== 'console')
      .map(([channel]) => unused(`channels.${channel}`, 'no purpose uses it')),
  ]
}

const unused = (what: string, why: string): Finding => ({
  area: 'config',
  level: 'note',
  sentence: `${what}: is not used; ${why}`,
})
