import { isSupportedCountry } from 'libphonenumber-js/max'
import type { SwitchScope } from '../../ports/switch.ts'
import type { AdminParts } from './admin-parts.ts'

/** What a switch may name, by its scope. Countries are not listed: there are too many. */
export const switchTargets = ({
  policies,
  channels,
  integrations,
}: Pick<AdminParts, 'policies' | 'channels' | 'integrations'>) => ({
  channel: Object.keys(channels),
  integration: integrations.ids,
  purpose: Object.keys(policies),
})

/** What is wrong with the target of a switch; nothing if it is good. */
export const targetFault = (
  parts: Pick<AdminParts, 'policies' | 'channels' | 'integrations'>,
  { scope, target }: { readonly scope: SwitchScope; readonly target: string | null },
): string | undefined => {
  if (scope === 'all' || target === null) return undefined
  if (scope === 'country')
    return isSupportedCountry(target) ? undefined : 'must be a country code such as GH or IN'
  const known = switchTargets(parts)[scope]
  return known.includes(target) ? undefined : `must be one of: ${known.join(', ')}`
}
