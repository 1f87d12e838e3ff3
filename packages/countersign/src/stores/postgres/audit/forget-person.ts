import type { AuditDraft } from '../../../ports/audit.ts'
import type { Erasure } from '../../../ports/recipient-store.ts'
import { chunksOfNames } from '../../chunks-of-names.ts'
import type { Rows } from '../connections.ts'
import { packDraft, text } from '../encode.ts'
import type { RunFunction } from '../operators/together.ts'

/** What a first look through the log has found. */
export interface FirstLook {
  /** How far each stream went when it began. */
  readonly heads: Rows
  /** Events about the person. */
  readonly found: Rows
}

/** What became of the log. */
interface Forgotten {
  readonly events: number
  /** The first event that tells of it. */
  readonly draft: AuditDraft | undefined
}

/** Reads the whole log, which takes long. Nothing of the person may be locked meanwhile. */
export const lookForPerson = async (
  run: RunFunction,
  personPrefixes: readonly string[],
): Promise<FirstLook> => ({
  heads: await run('list_heads', []),
  found: await run('find_persons', [personPrefixes.map(text)]),
})

/**
 * The part of an erasure that is about the log: it empties `person` of all events about somebody, also of those
 * that came after the first look, and writes down which ones. That locks the stream of operators, so it comes last.
 */
export const forgetPerson = async (
  run: RunFunction,
  { personPrefixes, draft }: Pick<Erasure, 'personPrefixes' | 'draft'>,
  { look, nowMs }: { readonly look: FirstLook; readonly nowMs: number | null },
): Promise<Forgotten> => {
  const [streams, lasts] = columnsOf(look.heads, 'stream', 'last_n')
  const since = await run('find_persons_since', [personPrefixes.map(text), streams, lasts])
  const places = new Map([...look.found, ...since].map((row) => [nameOf(row), row]))
  await run('forget_persons', columnsOf([...places.values()], 'stream', 'n'))
  let first: AuditDraft | undefined
  for (const names of chunksOfNames([...places.keys()])) {
    const erasure = draft(names)
    first ??= erasure
    await run('append_event', [packDraft(erasure), 'erased', nowMs])
  }
  return { events: places.size, draft: first }
}

const columnsOf = (rows: Rows, ...names: readonly string[]): readonly string[][] =>
  names.map((name) => rows.map((row) => String(row[name])))

/** How an event names another. */
const nameOf = ({ stream, n }: Rows[number]): string => `${String(stream)}:${String(n)}`
