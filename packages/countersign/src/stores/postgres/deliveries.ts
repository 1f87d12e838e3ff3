import type { Delivery, DeliveryFilter, DeliveryStore, NewDelivery } from '../../ports/delivery.ts'
import { CountersignError } from '../../ports/error.ts'
import type { ChannelName } from '../../ports/provider.ts'
import { rankOf, stateAt } from '../delivery-rank.ts'
import { type DeliveryKey, readRef, refOf } from '../delivery-ref.ts'
import { findNewestFirst, type Stretch } from '../newest-first.ts'
import { keepDeliveryMs } from '../purge.ts'
import type { CallFunction } from './call-function.ts'
import { bytes, text } from './encode.ts'

/** {@link DeliveryStore} on PostgreSQL: calls of their own, because they are rare. */
export const createPostgresDeliveries = (
  call: CallFunction,
  clockMs: () => number | null,
): DeliveryStore => ({
  begin: async ({ beside, delivery }) => {
    const first = readRef(beside)
    return first && begin(call, { first, delivery, clockMs })
  },
  again: async (ref) => {
    const key = readRef(ref)
    if (key === undefined) return false
    const { rows } = await call('count_call', [key.id, bytes(key.tag), clockMs()])
    return rows[0]?.['count_call'] === true
  },
  report: async ({ integration, report }) => {
    const { callbackRef, messageId, state, reason, suppresses } = report
    const key = readRef(callbackRef)
    const isNamed = callbackRef === undefined ? messageId !== undefined : key !== undefined
    if (!isNamed) return false
    const { rows, isRepeated } = await call('report_delivery', [
      ...[key?.id ?? null, key ? bytes(key.tag) : null, text(integration), textOrNull(messageId)],
      ...[rankOf(state), textOrNull(reason), suppresses ?? null, clockMs()],
    ])
    const hasMoved = rows[0]?.['report_delivery'] === true
    if (isRepeated && !hasMoved)
      throw new CountersignError('unavailable', 'it is not known whether this moved the delivery')
    return hasMoved
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

/** The number is given out first: then it does no harm to write the delivery down twice. */
const begin = async (
  call: CallFunction,
  {
    first,
    delivery: { channel, integration, country },
    clockMs,
  }: {
    readonly first: DeliveryKey
    readonly delivery: NewDelivery
    readonly clockMs: () => number | null
  },
): Promise<string | undefined> => {
  const { rows: given } = await call('next_delivery', [])
  const id = Number(given[0]?.['next_delivery'])
  const { rows } = await call('begin_delivery', [
    ...[id, first.id, bytes(first.tag)],
    ...[channel, text(integration), textOrNull(country), keepDeliveryMs, clockMs()],
  ])
  return rows[0]?.['begin_delivery'] === true ? refOf({ id, tag: first.tag }) : undefined
}

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
