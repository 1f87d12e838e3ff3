import type { AdminParts } from '../../admin/admin-parts.ts'
import type { AdminRoute } from '../../admin/admin-route.ts'
import { deliveryRow } from '../../admin/rows/delivery-row.ts'
import { answer } from '../../answer.ts'
import { deliveryList, deliveryQuery } from '../../contract/admin/lists.ts'
import type { Route } from '../../route.ts'

/** `/api/admin/deliveries`. */
export const deliveryRoutes = (route: AdminRoute, { store }: AdminParts): readonly Route[] => [
  route(
    {
      method: 'get',
      path: '/deliveries',
      role: 'viewer',
      summary: 'What providers were given, and what became of it',
      query: deliveryQuery,
      success: { schema: deliveryList, description: 'Newest first.' },
    },
    async ({ query: { limit, ...filter } }) => {
      const found = await store.deliveries.list({ ...filter, rowsAtMost: limit })
      const next = found.length < limit ? null : (found.at(-1)?.ref ?? null)
      return answer({ deliveries: found.map(deliveryRow), next })
    },
  ),
]
