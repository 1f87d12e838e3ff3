import type { DatabaseSync } from 'node:sqlite'
import type { AuditEvent, AuditFilter } from '../../../ports/audit.ts'
import { lastPosition, listEvents, readEvents } from '../sql/audit.sql.ts'
import { type Parameters, prepare, prepareRows, type Row } from '../statement.ts'
import { stream } from './write.ts'

/** How texts travel into a statement. */
export const packTexts = (texts: readonly string[] | undefined): string | null =>
  texts === undefined ? null : JSON.stringify(texts)

const parametersOf = ({ before, fromMs, toMs, ...filter }: AuditFilter): Parameters => ({
  before_at: before?.atMs ?? Number.MAX_SAFE_INTEGER,
  before_n: before?.n ?? Number.MAX_SAFE_INTEGER,
  from_ms: fromMs ?? 0,
  to_ms: toMs ?? Number.MAX_SAFE_INTEGER,
  types: packTexts(filter.types),
  prefixes: packTexts(filter.personPrefixes),
  rows_at_most: filter.rowsAtMost,
})

/** Prepares what reads events. */
export const createEventReader = (database: DatabaseSync) => {
  const list = prepareRows(database, listEvents)
  const read = prepareRows(database, readEvents)
  const last = prepare(database, lastPosition)
  return {
    list: (filter: AuditFilter) => list(parametersOf(filter)).map(toEvent),
    read: ({ after, rowsAtMost }: { readonly after: number; readonly rowsAtMost: number }) =>
      read({ after, rows_at_most: rowsAtMost }).map(toEvent),
    /** Position of the last event, 0 if there is none. */
    last: () => Number(last({})?.['n']),
  }
}

const toEvent = (row: Row): AuditEvent => ({
  stream,
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
