import type { Suppression, SuppressionReason, SuppressionStore } from '../../ports/delivery.ts'
import type { ChannelName } from '../../ports/provider.ts'
import { bytes } from './encode.ts'
import type { OperatorParts } from './operators/parts.ts'

/** {@link SuppressionStore} on PostgreSQL. */
export const createPostgresSuppressions = ({ call, change }: OperatorParts): SuppressionStore => ({
  list: async ({ rowsAtMost }) =>
    (await call('list_suppressions', [rowsAtMost])).rows.map(toSuppression),
  clear: async ({ recipientHashes, channel, audit }) => {
    const values = [recipientHashes.map(bytes), channel ?? null]
    return Number(await change('clear_suppressions', audit, values))
  },
})

const toSuppression = (row: Record<string, unknown>): Suppression => ({
  maskedRecipient: String(row['recipient_masked']),
  channel: String(row['channel']) as ChannelName,
  reason: String(row['reason']) as SuppressionReason,
  sinceMs: Number(row['since_ms']),
})
