import type { DatabaseSync } from 'node:sqlite'
import type { SettledDelivery } from '../../../ports/delivery.ts'
import { rankOf } from '../../delivery-rank.ts'
import { readRef } from '../../delivery-ref.ts'
import { moveSettled, nameMessage } from '../sql/move-delivery.sql.ts'
import { suppressRecipient } from '../sql/suppressions.sql.ts'
import { prepare, prepareChange } from '../statement.ts'

/** Prepares what `settle` does about deliveries. */
export const createSettleDeliveries = (database: DatabaseSync) => {
  const move = prepareChange(database, moveSettled)
  const name = prepare(database, nameMessage)
  const suppress = prepare(database, suppressRecipient)

  return (settled: readonly SettledDelivery[], nowMs: number): void => {
    for (const { ref, state, reason = null, messageId = null, suppresses } of settled) {
      const key = readRef(ref)
      if (key === undefined) continue
      const { id, tag } = key
      const told = { id, tag, state: rankOf(state), reason, message_id: messageId, now: nowMs }
      const isMoved = move(told)
      if (!isMoved && messageId !== null) name({ id, tag, message_id: messageId })
      if (isMoved && suppresses !== undefined) suppress({ id, suppresses, now: nowMs })
    }
  }
}
