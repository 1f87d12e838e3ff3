import type { Delivery, DeliveryFilter, DeliveryStore } from '../../ports/delivery.ts'
import type { ChannelName } from '../../ports/provider.ts'
import { rankOf, stateAt } from '../delivery-rank.ts'
import { readRef, refOf } from '../delivery-ref.ts'
import { findNewestFirst, type Stretch } from '../newest-first.ts'
import { keepDeliveryMs } from '../purge.ts'
import { bytes, text } from './encode.ts'
import type { OperatorParts } from './operators/parts.ts'

/** {@link DeliveryStore} on PostgreSQL: calls of their own, because they are rare. */
export const createPostgresDeliveries = ({ call, change }: OperatorParts): DeliveryStore => ({
  begin: async ({ beside, delivery: { channel, integration, country }, audit }) => {
    const first = readRef(beside)
    if (first === undefined) return undefined
    const what = [channel, text(integration), textOrNull(country), keepDeliveryMs]
    const id = await change('begin_delivery', audit, [first.id, bytes(first.tag), ...what])
    return id === null ? undefined : refOf({ id: Number(id), tag: first.tag })
  },
  again: async ({ ref, audit }) => {
    const key = readRef(ref)
    return (
      key !== undefined && (await change('count_call', audit, [key.id, bytes(key.tag)])) === true
    )
  },
  report: async ({ integration, report, audit }) => {
    const { callbackRef, messageId, state, reason, suppresses } = report
    const key = readRef(callbackRef)
    const isNamed = callbackRef === undefined ? messageId !== undefined : key !== undefined
    if (!isNamed) return false
    const hasMoved = await change('report_delivery', audit, [
      ...[key?.id ?? null, key ? bytes(key.tag) : null, text(integration), textOrNull(messageId)],
      ...[rankOf(state), textOrNull(reason), suppresses ?? null, state],
    ])
    return hasMoved === true
  },
  list: async (filter) => {
    const { rows: ends } = await call('delivery_ends', [])
    const rows = await findNewestFirst({
      rowsAtMost: filter.rowsAtMost,
      beforeId: filter.before === undefined ? undefined : (readRef(filter.before)?.id ?? 0),
      ends: { firstId: Number(ends[0]?.['first_id']), lastId: Number(ends[0]?.['last_id']) },
      look: async (stretch) => (await call('list_deliveries', lookedFor(stretch, filter))).rows,
    })
    return rows.map(toDelivery)
  },
})

const textOrNull = (value: string | undefined): string | null =>
  value === undefined ? null : text(value)

const lookedFor = (
  { fromId, beforeId, rowsAtMost }: Stretch,
  { integration, state, recipientHashes }: DeliveryFilter,
): readonly unknown[] => [
  ...[fromId, beforeId, textOrNull(integration)],
  ...[state === undefined ? null : rankOf(state), recipientHashes?.map(bytes) ?? null, rowsAtMost],
]

const toDelivery = (row: Record<string, unknown>): Delivery => ({
  ref: refOf({ id: Number(row['id']), tag: row['tag'] as Uint8Array }),
  purpose: String(row['purpose']),
  maskedRecipient: String(row['recipient_masked']),
  channel: String(row['channel']) as ChannelName,
  integration: String(row['integration']),
  country: row['country'] as string | null,
  calls: Number(row['calls']),
  state: stateAt(Number(row['state'])),
  reason: row['reason'] as string | null,
  messageId: row['message_id'] as string | null,
  createdAtMs: Number(row['created_at_ms']),
  updatedAtMs: Number(row['updated_at_ms']),
})
