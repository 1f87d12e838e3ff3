import type { Suppression, SuppressionReason, SuppressionStore } from '../../ports/delivery.ts'
import { CountersignError } from '../../ports/error.ts'
import type { ChannelName } from '../../ports/provider.ts'
import type { CallFunction } from './call-function.ts'
import { bytes } from './encode.ts'

/** {@link SuppressionStore} on PostgreSQL. */
export const createPostgresSuppressions = (call: CallFunction): SuppressionStore => ({
  list: async ({ rowsAtMost }) =>
    (await call('list_suppressions', [rowsAtMost])).rows.map(toSuppression),
  clear: async ({ recipientHashes, channel }) => {
    const values = [recipientHashes.map(bytes), channel ?? null]
    const { rows, isRepeated } = await call('clear_suppressions', values)
    const cleared = Number(rows[0]?.['clear_suppressions'])
    if (isRepeated && cleared === 0)
      throw new CountersignError('unavailable', 'it is not known whether this cleared anything')
    return cleared
  },
})

const toSuppression = (row: Record<string, unknown>): Suppression => ({
  maskedRecipient: String(row['recipient_masked']),
  channel: String(row['channel']) as ChannelName,
  reason: String(row['reason']) as SuppressionReason,
  sinceMs: Number(row['since_ms']),
})
