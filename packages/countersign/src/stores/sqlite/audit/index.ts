import type { DatabaseSync } from 'node:sqlite'
import type { AuditStore, StoredCheckpoint } from '../../../ports/audit.ts'
import type { OperatorParts } from '../operators/parts.ts'
import { addCheckpoint, readCheckpoints } from '../sql/checkpoints.sql.ts'
import { prepare, prepareRows, type Row } from '../statement.ts'
import { createEventReader } from './read.ts'
import { stream } from './write.ts'

/** The audit log in SQLite. */
export const createSqliteAudit = (
  database: DatabaseSync,
  { read, write }: OperatorParts,
): AuditStore => {
  const events = createEventReader(database)
  const add = prepare(database, addCheckpoint)
  const checkpoints = prepareRows(database, readCheckpoints)

  return {
    append: ({ draft, outcome }) => write(({ writeEvent }) => writeEvent(draft, outcome)),
    list: (filter) => read(() => events.list(filter)),
    streams: () =>
      read(() => (events.read({ after: 0, rowsAtMost: 1 }).length > 0 ? [stream] : [])),
    heads: () =>
      read(() => {
        const last = events.last()
        return last > 0 ? [{ stream, last }] : []
      }),
    read: (request) => read(() => (request.stream === stream ? events.read(request) : [])),
    checkpoints: ({ after, rowsAtMost }) =>
      read(() => checkpoints({ after, rows_at_most: rowsAtMost }).map(toCheckpoint)),
    addCheckpoint: ({ number, text, signature, keyId }) =>
      write(() => add({ number, text, signature, key_id: keyId }) !== undefined),
  }
}

const toCheckpoint = (row: Row): StoredCheckpoint => ({
  number: Number(row['number']),
  text: String(row['text']),
  signature: row['signature'] as Uint8Array,
  keyId: String(row['key_id']),
})
