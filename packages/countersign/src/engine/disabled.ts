import type { Log } from '../ports/log.ts'
import type { SendingRoute } from '../ports/switch.ts'
import { reportDisabled } from './log-tag.ts'
import type { Policy } from './policy.ts'

/** Codes are switched off. `skipped`: go on without one, another factor stands behind this purpose. */
export interface Disabled {
  readonly kind: 'skipped' | 'disabled'
}

/** What a policy makes of codes being switched off. */
export const whenDisabled = (
  log: Log,
  {
    policy,
    route,
    asked,
  }: {
    readonly policy: Policy
    readonly route: SendingRoute
    readonly asked: 'send' | 'verify'
  },
): Disabled => {
  const kind = policy.whenDisabled === 'skip' ? 'skipped' : 'disabled'
  reportDisabled(log, { route, asked, answer: kind })
  return { kind }
}
