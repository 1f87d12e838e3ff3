import type { SwitchScope } from 'countersign'
import { getCountries } from 'libphonenumber-js/max'
import type { Config } from './config.ts'

/** What a switch of that scope may name. */
export const knownTargets = (
  { channels, policies, countries }: Pick<Config, 'channels' | 'policies' | 'countries'>,
  scope: SwitchScope,
): readonly string[] => {
  switch (scope) {
    case 'all':
      return []
    case 'channel':
      return Object.keys(channels)
    case 'integration':
      return [...new Set(Object.values(channels).flatMap((names) => names ?? []))]
    case 'country':
      return countries ?? getCountries()
    case 'purpose':
      return Object.keys(policies)
  }
}
