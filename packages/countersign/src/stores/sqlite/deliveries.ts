import type { DatabaseSync } from 'node:sqlite'
import type { AuditDraft } from '../../ports/audit.ts'
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
import { wayOf } from '../open-ways.ts'
import { keepDeliveryMs } from '../purge.ts'
import type { Batch, GroupCommit } from './group-commit.ts'
import { deliveryEnds, listDeliveries } from './sql/list-deliveries.sql.ts'
import { moveNamed, moveReferred } from './sql/move-delivery.sql.ts'
import { beginDelivery, countCall, readWay } from './sql/open-delivery.sql.ts'
import { suppressRecipient } from './sql/suppressions.sql.ts'
import { type Parameters, prepare, prepareAll, type Row } from './statement.ts'

/** What a verb is given. */
type FirstOf<Verb> = Verb extends (request: infer Request) => unknown ? Request : never
type Beginning = FirstOf<DeliveryStore['begin']>
type Reporting = FirstOf<DeliveryStore['report']>

/** {@link DeliveryStore} on SQLite. */
export const createSqliteDeliveries = (
  database: DatabaseSync,
  commit: GroupCommit,
): DeliveryStore => {
  const insert = prepare(database, beginDelivery)
  const count = prepare(database, countCall)
  const way = prepare(database, readWay)
  const report = createReport(database)
  const ends = prepare(database, deliveryEnds)
  const look = prepareAll(database, listDeliveries)

  /** Whether a delivery may go on, by the way that it went or by another one. */
  const isOn = (key: DeliveryKey, { ways }: Batch, by?: NewDelivery): boolean => {
    const row = way({ ...key })
    if (row === undefined) return false
    return ways.of(wayOf({ ...(by ?? wayIn(row)), purpose: String(row['purpose']) })).length > 0
  }

  const begin = (first: DeliveryKey, { delivery, audit }: Beginning, batch: Batch) => {
    const { nowMs, writeEvent } = batch
    if (!isOn(first, batch, delivery)) return undefined
    const row = insert({ ...first, ...writtenDelivery(delivery, nowMs), now: nowMs })
    if (row === undefined) return undefined
    writeEvent(audit, 'begun')
    return refOf({ id: Number(row['id']), tag: first.tag })
  }

  const again = (key: DeliveryKey, audit: AuditDraft, batch: Batch): boolean => {
    if (!isOn(key, batch) || count({ ...key, now: batch.nowMs }) === undefined) return false
    batch.writeEvent(audit, 'again')
    return true
  }

  return {
    begin: async (request) => {
      const first = readRef(request.beside)
      return first && commit.write((batch) => begin(first, request, batch))
    },
    again: async ({ ref, audit }) => {
      const key = readRef(ref)
      return key === undefined ? false : commit.write((batch) => again(key, audit, batch))
    },
    report: (request) => commit.write((batch) => report(request, batch)),
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

const wayIn = (row: Row): NewDelivery => ({
  channel: String(row['channel']) as ChannelName,
  integration: String(row['integration']),
  country: textOrNull(row['country']) ?? undefined,
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

  return ({ integration, report, audit }: Reporting, { nowMs, writeEvent }: Batch): boolean => {
    const { state, reason = null, messageId = null, suppresses } = report
    const told = { integration, state: rankOf(state), reason, message_id: messageId, now: nowMs }
    const moved = move(report, told)
    if (moved === undefined) return false
    if (suppresses !== undefined) suppress({ id: moved['id'] ?? null, suppresses, now: nowMs })
    writeEvent(audit, state)
    return true
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
