import type { Delivery } from '../../../ports/delivery.ts'
import type { AdminRoute } from '../../admin/admin-route.ts'
import { answer } from '../../answer.ts'
import { deliveryList, deliveryQuery } from '../../contract/admin/lists.ts'
import type { AdminParts } from '../../parts.ts'
import type { Route } from '../../route.ts'
import { isoTime } from './iso-time.ts'

const toRow = (delivery: Delivery) => ({
  id: delivery.ref,
  purpose: delivery.purpose,
  recipient: delivery.maskedRecipient,
  channel: delivery.channel,
  integration: delivery.integration,
  country: delivery.country,
  calls: delivery.calls,
  state: delivery.state,
  reason: delivery.reason,
  message_id: delivery.messageId,
  created_at: isoTime(delivery.createdAtMs),
  updated_at: isoTime(delivery.updatedAtMs),
})

/** `/api/admin/deliveries`. */
export const deliveryRoutes = ({ plain }: AdminRoute, { store }: AdminParts): readonly Route[] => [
  plain(
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
      return answer({ deliveries: found.map(toRow), next })
    },
  ),
]
