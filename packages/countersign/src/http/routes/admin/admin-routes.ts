import type { AdminParts } from '../../admin/admin-parts.ts'
import { createAdminRoute } from '../../admin/admin-route.ts'
import type { Route } from '../../route.ts'
import { auditRoutes } from './audit.ts'
import { deliveryRoutes } from './deliveries.ts'
import { integrationRoutes } from './integrations.ts'
import { purposeRoutes } from './purposes.ts'
import { recipientRoutes } from './recipients.ts'
import { sessionRoutes } from './session.ts'
import { statsRoutes } from './stats.ts'
import { switchRoutes } from './switches.ts'

/** Everything behind `/api/admin`. */
export const adminRoutes = (parts: AdminParts): readonly Route[] => {
  const route = createAdminRoute(parts.readAdmin)
  return [
    ...integrationRoutes(route, parts),
    ...switchRoutes(route, parts),
    ...purposeRoutes(route, parts),
    ...deliveryRoutes(route, parts),
    ...auditRoutes(route, parts),
    ...statsRoutes(route, parts),
    ...recipientRoutes(route, parts),
    ...sessionRoutes(route, parts),
  ]
}
