import type { Check } from '../finding.ts'

/** Channels on which nobody takes over when a provider is down. */
export const checkSecondProvider: Check = ({ config: { channels } }) =>
  Object.entries(channels).flatMap(([channel, names = []]) => {
    const [only] = names
    if (names.length !== 1 || only === undefined || only === 'console') return []
    return [
      {
        area: 'providers',
        level: 'note',
        sentence: `channels.${channel}: there is no second provider for when ${only} is down`,
        hint: `name another one after ${only}`,
      } as const,
    ]
  })
