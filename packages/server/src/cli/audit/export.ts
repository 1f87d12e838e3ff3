import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  type AuditFilter,
  type AuditStore,
  type EventType,
  type ShownEvent,
  showEvent,
} from 'countersign'
import { stringify } from 'csv-stringify'
import { type ConfigOption, cliActor, withExistingStore } from '../with-store.ts'

interface Options extends ConfigOption {
  readonly format: 'jsonl' | 'csv'
  readonly from?: number
  readonly to?: number
  readonly type?: readonly EventType[]
}

/** Action of `countersign audit export`. It is on record before the first event leaves. */
export const exportAudit = ({ format, from, to, type, ...options }: Options): Promise<void> =>
  withExistingStore(options, async ({ store: { audit }, auditor }) => {
    const facts = { format, from: isoTime(from), to: isoTime(to), types: type }
    const draft = auditor({ type: 'log.exported', actor: cliActor, facts })
    await audit.append({ draft, outcome: 'exported' })
    const events = Readable.from(pagesOf(audit, { types: type, fromMs: from, toMs: to }))
    await pipeline(events, writers[format](), process.stdout, { end: false }).catch(unlessClosed)
    return undefined
  })

const isoTime = (atMs: number | undefined): string | undefined =>
  atMs === undefined ? undefined : new Date(atMs).toISOString()

const rowsAtMost = 1000

/** Events one by one, of which a page is in memory at a time. */
const pagesOf = async function* (
  audit: Pick<AuditStore, 'list'>,
  filter: Omit<AuditFilter, 'rowsAtMost' | 'before'>,
): AsyncGenerator<ShownEvent> {
  for (let before: AuditFilter['before']; ; ) {
    const page = await audit.list({ ...filter, rowsAtMost, before })
    yield* page.map(showEvent)
    before = page.at(-1)
    if (page.length < rowsAtMost) return
  }
}

const columns = ['id', 'at', 'type', 'outcome', 'actor', 'recipient', 'facts'] as const

/** Turn events into text. A cell that a spreadsheet would take for a formula gets an apostrophe. */
const writers = {
  jsonl: () =>
    async function* (events: AsyncIterable<ShownEvent>) {
      for await (const event of events) yield `${JSON.stringify(event)}\n`
    },
  csv: () => stringify({ header: true, columns: [...columns], escape_formulas: true }),
} as const

/** Whoever reads may stop early, as `head` does. */
const unlessClosed = (error: unknown): void => {
  const isClosed = error instanceof Error && 'code' in error && error.code === 'EPIPE'
  if (!isClosed) throw error
}
