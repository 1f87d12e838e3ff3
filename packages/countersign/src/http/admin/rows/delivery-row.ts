import type { Delivery } from '../../../ports/delivery.ts'
import { isoTime } from './iso-time.ts'

/** A delivery as administrators see it. */
export const deliveryRow = (delivery: Delivery) => ({
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
