import type { Policy } from '../../../engine/policy.ts'
import { routeOf } from '../../../engine/route.ts'
import type { AdminParts } from '../admin-parts.ts'

/** Whether a code is asked for right now. */
export type PurposeState = 'required' | 'skipped' | 'refused'

const stateOf = ({ whenDisabled }: Policy, isOff: boolean): PurposeState => {
  if (!isOff) return 'required'
  return whenDisabled === 'skip' ? 'skipped' : 'refused'
}

/** All purposes as administrators see them, with what the store decides of each now. */
export const purposeRows = ({
  store,
  policies,
  channels,
}: Pick<AdminParts, 'store' | 'policies' | 'channels'>) =>
  Promise.all(
    Object.entries(policies).map(async ([purpose, policy]) => {
      const route = routeOf(channels, { purpose, allowed: policy.channels })
      return {
        name: purpose,
        channels: policy.channels,
        code_is: stateOf(policy, await store.switches.isOff(route)),
        when_disabled: policy.whenDisabled,
        digits: policy.digits,
        ttl_seconds: policy.ttlSeconds,
        max_attempts: policy.maxAttempts,
        resend_seconds: policy.resendSeconds,
        requires: policy.requires,
      }
    }),
  )
