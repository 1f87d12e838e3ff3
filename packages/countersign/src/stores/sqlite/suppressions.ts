import type { DatabaseSync } from 'node:sqlite'
import type { Suppression, SuppressionReason, SuppressionStore } from '../../ports/delivery.ts'
import type { ChannelName } from '../../ports/provider.ts'
import type { GroupCommit } from './group-commit.ts'
import { clearSuppression, listSuppressions } from './sql/suppressions.sql.ts'
import { prepareAll, type Row } from './statement.ts'

/** {@link SuppressionStore} on SQLite. */
export const createSqliteSuppressions = (
  database: DatabaseSync,
  commit: GroupCommit,
): SuppressionStore => {
  const list = prepareAll(database, listSuppressions)
  const clear = prepareAll(database, clearSuppression)

  return {
    list: ({ rowsAtMost }) =>
      commit.read(() => list({ rows_at_most: rowsAtMost }).map(toSuppression)),
    clear: ({ recipientHashes, channel = null, audit }) =>
      commit.write(({ writeEvent }) => {
        const rows = recipientHashes.flatMap((hash) => clear({ recipient_hash: hash, channel }))
        if (rows.length > 0) writeEvent(audit, 'cleared')
        return rows.length
      }),
  }
}

const toSuppression = (row: Row): Suppression => ({
  maskedRecipient: String(row['recipient_masked']),
  channel: String(row['channel']) as ChannelName,
  reason: String(row['reason']) as SuppressionReason,
  sinceMs: Number(row['since_ms']),
})
