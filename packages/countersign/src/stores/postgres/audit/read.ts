import type { AuditEvent, AuditFilter, AuditStore } from '../../../ports/audit.ts'
import type { CallFunction } from '../call-function.ts'
import { text } from '../encode.ts'

/** After everything there is. */
const end = { atMs: Number.MAX_SAFE_INTEGER, stream: '0', n: 0 }

const valuesOf = (filter: AuditFilter): readonly unknown[] => {
  const { before = end, types, personPrefixes } = filter
  const { fromMs = 0, toMs = Number.MAX_SAFE_INTEGER, rowsAtMost } = filter
  const place = [before.atMs, before.stream, before.n]
  const what = [types?.map(text) ?? null, personPrefixes?.map(text) ?? null]
  return [...place, ...what, fromMs, toMs, rowsAtMost]
}

/** Reads events. Streams are `bigint` in the database and text in the port. */
export const createEventReader = (
  call: CallFunction,
): Pick<AuditStore, 'heads' | 'list' | 'read' | 'streams'> => ({
  list: async (filter) => (await call('list_events', valuesOf(filter))).rows.map(toEvent),
  streams: async () => (await call('list_streams', [])).rows.map(({ stream }) => String(stream)),
  heads: async () =>
    (await call('list_heads', [])).rows.map(({ stream, last_n: last }) => ({
      stream: String(stream),
      last: Number(last),
    })),
  read: async ({ stream, after, rowsAtMost }) =>
    (await call('read_events', [stream, after, rowsAtMost])).rows.map(toEvent),
})

const toEvent = (row: Record<string, unknown>): AuditEvent => ({
  stream: String(row['stream']),
  n: Number(row['n']),
  atMs: Number(row['at_ms']),
  type: String(row['type']),
  outcome: String(row['outcome']),
  facts: String(row['facts']),
  person: row['person'] === null ? null : String(row['person']),
  commitment: row['commitment'] as Uint8Array | null,
  eventId: row['event_id'] as Uint8Array,
  keyId: String(row['key_id']),
  mac: row['mac'] as Uint8Array,
})
