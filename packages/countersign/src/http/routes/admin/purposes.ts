import type { AdminParts } from '../../admin/admin-parts.ts'
import type { AdminRoute } from '../../admin/admin-route.ts'
import { purposeRows } from '../../admin/rows/purpose-rows.ts'
import { answer } from '../../answer.ts'
import { purposeList } from '../../contract/admin/lists.ts'
import type { Route } from '../../route.ts'

/** `/api/admin/purposes`. */
export const purposeRoutes = (route: AdminRoute, parts: AdminParts): readonly Route[] => [
  route(
    {
      method: 'get',
      path: '/purposes',
      role: 'viewer',
      summary: 'Purposes, and whether each needs a code right now',
      success: { schema: purposeList, description: 'All there are.' },
    },
    async () => answer({ purposes: await purposeRows(parts) }),
  ),
]
