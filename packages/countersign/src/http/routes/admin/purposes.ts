import type { AdminRoute } from '../../admin/admin-route.ts'
import { answer } from '../../answer.ts'
import { purposeList } from '../../contract/admin/lists.ts'
import type { AdminParts } from '../../parts.ts'
import type { Route } from '../../route.ts'

/** `/api/admin/purposes`. */
export const purposeRoutes = (
  { plain }: AdminRoute,
  { policies, purposeState }: AdminParts,
): readonly Route[] => [
  plain(
    {
      method: 'get',
      path: '/purposes',
      role: 'viewer',
      summary: 'Purposes, and whether each needs a code right now',
      success: { schema: purposeList, description: 'All there are.' },
    },
    async () => {
      const purposes = await Promise.all(
        Object.entries(policies).map(async ([name, policy]) => ({
          name,
          channels: policy.channels,
          code_is: await purposeState(name),
          when_disabled: policy.whenDisabled,
          digits: policy.digits,
          ttl_seconds: policy.ttlSeconds,
          max_attempts: policy.maxAttempts,
          resend_seconds: policy.resendSeconds,
          requires: policy.requires,
        })),
      )
      return answer({ purposes })
    },
  ),
]
