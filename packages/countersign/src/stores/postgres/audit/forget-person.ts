import type { AuditDraft } from '../../../ports/audit.ts'
import type { Erasure } from '../../../ports/recipient-store.ts'
import { chunksOfNames } from '../../chunks-of-names.ts'
import { packDraft, text } from '../encode.ts'
import type { RunFunction } from '../operators/together.ts'

/** What became of the log. */
interface Forgotten {
  readonly events: number
  /** The first event that tells of it. */
  readonly draft: AuditDraft | undefined
}

/**
 * The part of an erasure that is about the log: it empties `person` of all events about somebody, and
 * writes down which ones. That locks the stream of operators, so it comes last: no switch waits for more.
 */
export const forgetPerson = async (
  run: RunFunction,
  { personPrefixes, draft }: Pick<Erasure, 'personPrefixes' | 'draft'>,
  nowMs: number | null,
): Promise<Forgotten> => {
  const rows = await run('find_persons', [personPrefixes.map(text)])
  const places = rows.map((row) => ({ stream: String(row['stream']), n: String(row['n']) }))
  await run('forget_persons', [places.map(({ stream }) => stream), places.map(({ n }) => n)])
  let first: AuditDraft | undefined
  for (const names of chunksOfNames(places.map(({ stream, n }) => `${stream}:${n}`))) {
    const erasure = draft(names)
    first ??= erasure
    await run('append_event', [packDraft(erasure), 'erased', nowMs])
  }
  return { events: places.length, draft: first }
}
