import type { Log } from '../ports/log.ts'
import type { LimitStanding } from '../ports/store.ts'
import type { Telemetry } from '../ports/telemetry.ts'

/** Reports the shadow limits that would have refused this call. */
export const reportShadows = (
  { log, telemetry }: { readonly log: Log; readonly telemetry: Telemetry },
  { purpose, on }: { readonly purpose: string; readonly on: 'send' | 'verify' },
  standings: readonly LimitStanding[],
): void => {
  for (const { name, max, windowMs, isExceededShadow } of standings)
    if (isExceededShadow) {
      telemetry.record({ kind: 'limit_hit', purpose, limit: name, on, isShadow: true })
      log.warn(
        { purpose, limit: name, max, seconds: windowMs / 1000 },
        'a shadow limit would have refused',
      )
    }
}
