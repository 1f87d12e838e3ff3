import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../ports/clock.ts'
import type {
  Delivery,
  DeliveryFilter,
  DeliveryReport,
  DeliveryStore,
  NewDelivery,
} from '../../ports/delivery.ts'
import type { ChannelName } from '../../ports/provider.ts'
import { rankOf, stateAt } from '../delivery-rank.ts'
import { type DeliveryKey, readRef, refOf } from '../delivery-ref.ts'
import { findNewestFirst } from '../newest-first.ts'
import { keepDeliveryMs } from '../purge.ts'
import type { GroupCommit } from './group-commit.ts'
import { deliveryEnds, listDeliveries } from './sql/list-deliveries.sql.ts'
import { moveNamed, moveReferred } from './sql/move-delivery.sql.ts'
import { beginDelivery, countCall } from './sql/open-delivery.sql.ts'
import { suppressRecipient } from './sql/suppressions.sql.ts'
import { type Parameters, prepare, prepareAll, type Row } from './statement.ts'

/** {@link DeliveryStore} on SQLite. */
export const createSqliteDeliveries = (
  database: DatabaseSync,
  { commit, clock }: { readonly commit: GroupCommit; readonly clock: Clock },
): DeliveryStore => {
  const insert = prepare(database, beginDelivery)
  const count = prepare(database, countCall)
  const report = createReport(database)
  const ends = prepare(database, deliveryEnds)
  const look = prepareAll(database, listDeliveries)

  const begin = (first: DeliveryKey, delivery: NewDelivery, nowMs: number) => {
    const row = insert({ ...first, ...writtenDelivery(delivery, nowMs), now: nowMs })
    return row && refOf({ id: Number(row['id']), tag: first.tag })
  }

  return {
    begin: async ({ beside, delivery }) => {
      const first = readRef(beside)
      return first && commit.write(() => begin(first, delivery, clock.now()))
    },
    again: async (ref) => {
      const key = readRef(ref)
      if (key === undefined) return false
      return commit.write(() => count({ ...key, now: clock.now() }) !== undefined)
    },
    report: (request) => commit.write(() => report(request, clock.now())),
    list: async (filter) => {
      const [firstId, lastId] = await commit.read(() => Object.values(ends({}) ?? {}).map(Number))
      const rows = await findNewestFirst({
        rowsAtMost: filter.rowsAtMost,
        beforeId: beforeIdOf(filter),
        ends: { firstId: firstId ?? 0, lastId: lastId ?? 0 },
        look: ({ fromId, beforeId, rowsAtMost }) => {
          const stretch = { from_id: fromId, before_id: beforeId, rows_at_most: rowsAtMost }
          return commit.read(() => look({ ...stretch, ...wantedOf(filter) }))
        },
      })
      return rows.map(toDelivery)
    },
  }
}

/** What is written down of a delivery beside its send. */
export const writtenDelivery = (
  { channel, integration, country }: NewDelivery,
  nowMs: number,
): Parameters => ({
  ...{ channel, integration, country: country ?? null },
  forget_delivery_at: nowMs + keepDeliveryMs,
})

const createReport = (database: DatabaseSync) => {
  const moveByReference = prepare(database, moveReferred)
  const moveByName = prepare(database, moveNamed)
  const suppress = prepare(database, suppressRecipient)

  const move = (report: DeliveryReport, told: Parameters): Row | undefined => {
    if (report.callbackRef === undefined)
      return report.messageId === undefined ? undefined : moveByName(told)
    const key = readRef(report.callbackRef)
    return key && moveByReference({ ...told, ...key })
  }

  return (
    { integration, report }: { readonly integration: string; readonly report: DeliveryReport },
    nowMs: number,
  ): boolean => {
    const { state, reason = null, messageId = null, suppresses } = report
    const told = { integration, state: rankOf(state), reason, message_id: messageId, now: nowMs }
    const moved = move(report, told)
    if (moved !== undefined && suppresses !== undefined)
      suppress({ id: moved['id'] ?? null, suppresses, now: nowMs })
    return moved !== undefined
  }
}

/** A page after a reference that is none of ours is empty. */
const beforeIdOf = ({ before }: DeliveryFilter): number | undefined =>
  before === undefined ? undefined : (readRef(before)?.id ?? 0)

const wantedOf = ({ integration, state, recipientHashes }: DeliveryFilter): Parameters => ({
  integration: integration ?? null,
  state: state === undefined ? null : rankOf(state),
  hashes:
    recipientHashes === undefined
      ? null
      : JSON.stringify(recipientHashes.map((hash) => Buffer.from(hash).toString('hex'))),
})

const toDelivery = (row: Row): Delivery => ({
  ref: refOf({ id: Number(row['id']), tag: row['tag'] as Uint8Array }),
  purpose: String(row['purpose']),
  maskedRecipient: String(row['recipient_masked']),
  channel: String(row['channel']) as ChannelName,
  integration: String(row['integration']),
  country: textOrNull(row['country']),
  calls: Number(row['calls']),
  state: stateAt(Number(row['state'])),
  reason: textOrNull(row['reason']),
  messageId: textOrNull(row['message_id']),
  createdAtMs: Number(row['created_at_ms']),
  updatedAtMs: Number(row['updated_at_ms']),
})

const textOrNull = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value)
