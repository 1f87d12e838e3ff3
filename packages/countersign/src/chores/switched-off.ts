import type { Store } from '../ports/store.ts'
import type { TelemetryEvent } from '../ports/telemetry.ts'

type SwitchesSeen = Extract<TelemetryEvent, { readonly kind: 'switches_seen' }>

/** What is switched off now, by switches and by the integrations' own. */
export const readSwitchedOff = async ({
  switches,
  integrations,
}: Pick<Store, 'switches' | 'integrations'>): Promise<SwitchesSeen> => {
  const [made, rows] = await Promise.all([switches.list(), integrations.list()])
  const own = rows.filter(({ otpEnabled }) => !otpEnabled)
  return {
    kind: 'switches_seen',
    off: [
      ...made.map(({ scope, target }) => ({ scope, target: target ?? 'all' })),
      ...own.map(({ id }) => ({ scope: 'integration' as const, target: id })),
    ],
  }
}
