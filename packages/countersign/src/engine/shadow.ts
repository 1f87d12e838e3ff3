import type { Log } from '../ports/log.ts'
import type { LimitStanding } from '../ports/store.ts'

/** Reports the shadow limits that would have refused this call. */
export const reportShadows = (
  log: Log,
  purpose: string,
  standings: readonly LimitStanding[],
): void => {
  for (const { name, max, windowMs, isExceededShadow } of standings)
    if (isExceededShadow)
      log.warn(
        { purpose, limit: name, max, seconds: windowMs / 1000 },
        'a shadow limit would have refused',
      )
}
