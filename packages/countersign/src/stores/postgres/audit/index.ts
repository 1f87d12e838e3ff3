import type { AuditDraft, AuditStore, StoredCheckpoint } from '../../../ports/audit.ts'
import { chunksOfNames } from '../../chunks-of-names.ts'
import { bytes, packDraft, text } from '../encode.ts'
import type { OperatorParts } from '../operators/parts.ts'
import { createEventReader } from './read.ts'

/** The audit log in PostgreSQL. */
export const createPostgresAudit = ({
  call,
  change,
  together,
  clockMs,
}: OperatorParts): AuditStore => ({
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
  erase: ({ personPrefixes, draft }) =>
    together(async (run) => {
      const rows = await run('find_persons', [personPrefixes.map(text)])
      const places = rows.map((row) => ({ stream: String(row['stream']), n: String(row['n']) }))
      await run('forget_persons', [places.map(({ stream }) => stream), places.map(({ n }) => n)])
      let first: AuditDraft | undefined
      for (const names of chunksOfNames(places.map(({ stream, n }) => `${stream}:${n}`))) {
        const erasure = draft(names)
        first ??= erasure
        await run('append_event', [packDraft(erasure), 'erased', clockMs()])
      }
      return { result: places.length, draft: first }
    }),
})

const toCheckpoint = (row: Record<string, unknown>): StoredCheckpoint => ({
  number: Number(row['number']),
  text: String(row['text']),
  signature: row['signature'] as Uint8Array,
  keyId: String(row['key_id']),
})
