import type { AuditStore, StoredCheckpoint } from '../../../ports/audit.ts'
import { bytes, text } from '../encode.ts'
import type { OperatorParts } from '../operators/parts.ts'
import { createEventReader } from './read.ts'

/** The audit log in PostgreSQL. */
export const createPostgresAudit = ({ call, change }: OperatorParts): AuditStore => ({
  ...createEventReader(call),
  append: async ({ draft, outcome }) => {
    await change('append_event', draft, [text(outcome)])
  },
  checkpoints: async ({ after, rowsAtMost }) =>
    (await call('list_checkpoints', [after, rowsAtMost])).rows.map(toCheckpoint),
  addCheckpoint: async ({ number, text: said, signature, keyId }) => {
    const values = [number, text(said), bytes(signature), text(keyId)]
    const { rows, isRepeated } = await call('add_checkpoint', values)
    const answer = rows[0]?.['add_checkpoint']
    return answer === 'added' || (isRepeated && answer === 'same')
  },
})

const toCheckpoint = (row: Record<string, unknown>): StoredCheckpoint => ({
  number: Number(row['number']),
  text: String(row['text']),
  signature: row['signature'] as Uint8Array,
  keyId: String(row['key_id']),
})
