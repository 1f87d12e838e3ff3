import type { Examined } from '../examined.ts'
import { type Check, type Finding, levels } from '../finding.ts'
import { checkMetrics, checkProxies, checkPublicUrl } from './addresses.ts'
import { checkAdministrators } from './administrators.ts'
import { checkCallbacks } from './callbacks.ts'
import { checkClock } from './clock.ts'
import { checkConfiguration } from './configuration.ts'
import { checkCountries } from './countries.ts'
import { checkFileAccess } from './file-access.ts'
import { checkIgnoredSettings } from './ignored-settings.ts'
import { checkKeyRing } from './key-ring.ts'
import { checkPolicies } from './policies.ts'
import { checkProviders } from './providers.ts'
import { checkSecondProvider } from './second-provider.ts'
import { checkSecrets } from './secrets.ts'
import { checkStops } from './stops.ts'
import { checkStore } from './store.ts'
import { checkTestRecipients } from './test-recipients.ts'
import { checkUnused } from './unused.ts'

/** Everything that is looked into. */
const checks: readonly Check[] = [
  checkConfiguration,
  checkSecrets,
  checkKeyRing,
  checkFileAccess,
  checkStore,
  checkClock,
  checkAdministrators,
  checkStops,
  checkPublicUrl,
  checkProxies,
  checkMetrics,
  checkProviders,
  checkIgnoredSettings,
  checkSecondProvider,
  checkCallbacks,
  checkCountries,
  checkPolicies,
  checkTestRecipients,
  checkUnused,
]

/** What all checks found, the worst first, each thing once. */
export const findingsOf = (examined: Examined): readonly Finding[] => {
  const found = checks.flatMap((check) => check(examined))
  const distinct = new Map(
    found.map((finding) => [`${finding.level} ${finding.sentence}`, finding]),
  )
  return [...distinct.values()].toSorted(
    (one, other) => levels.indexOf(one.level) - levels.indexOf(other.level),
  )
}
