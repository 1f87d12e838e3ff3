import type { SwitchScope } from 'countersign'
import { getCountries } from 'libphonenumber-js/max'
import type { Config } from '../config/config.ts'

/** What the sets of possible labels come from. */
export type LabelSource = Pick<Config, 'policies' | 'channels' | 'countries'>

/** Puts values into labels. Each label has a set that is known at start; nothing else gets in. */
export interface BoundedLabels {
  purpose(value: string): string
  integration(value: string | undefined): string
  country(value: string | undefined): string
  /** What a switch of that scope names. */
  switched(scope: SwitchScope, target: string): string
}

/** Creates the labels of a configuration. */
export const createBoundedLabels = ({
  policies,
  channels,
  countries = getCountries(),
}: LabelSource): BoundedLabels => {
  const purpose = within(Object.keys(policies))
  const integration = within(Object.values(channels).flatMap((names) => names ?? []))
  const country = within(countries)
  const bySwitch: Readonly<Record<SwitchScope, (target: string) => string>> = {
    ...{ purpose, integration, country },
    channel: within(Object.keys(channels)),
    all: () => 'all',
  }
  return {
    ...{ purpose, integration, country },
    switched: (scope, target) => bySwitch[scope](target),
  }
}

const within = (values: readonly string[]): ((value: string | undefined) => string) => {
  const known = new Set(values)
  return (value = 'none') => (value === 'none' || known.has(value) ? value : 'other')
}
