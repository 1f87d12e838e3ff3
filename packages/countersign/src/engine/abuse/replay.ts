import { setImmediate } from 'node:timers/promises'
import type { AuditEvent, AuditStore, StreamHead } from '../../ports/audit.ts'
import { type AbuseWatch, type WatchedEvent, watchedTypes } from './watch.ts'

/** Few enough that reading them does not hold anybody up. */
const pageRows = 500

/** What to show to a watch. */
export interface Replay {
  readonly audit: Pick<AuditStore, 'list'>
  readonly watch: AbuseWatch
  /** Not what happened before. */
  readonly fromMs: number
  /** Not what stands behind: that will be read as it is sealed. */
  readonly upTo: readonly StreamHead[]
  /** The newest ones if there are more. 50 000 if left out. */
  readonly eventsAtMost?: number
}

/** Shows a watch what happened before this process started, so that a restart does not blind it. */
export const replayEvents = async ({
  audit,
  watch,
  fromMs,
  upTo,
  eventsAtMost = 50_000,
}: Replay): Promise<void> => {
  const last = new Map(upTo.map((head) => [head.stream, head.last]))
  const newestFirst: WatchedEvent[] = []
  let before: AuditEvent | undefined
  while (newestFirst.length < eventsAtMost) {
    const rowsAtMost = Math.min(pageRows, eventsAtMost - newestFirst.length)
    const page = await audit.list({ rowsAtMost, before, types: watchedTypes, fromMs })
    for (const { stream, n, type, facts, person, outcome, atMs } of page)
      if (n <= (last.get(stream) ?? 0)) newestFirst.push({ type, facts, person, outcome, atMs })
    before = page.at(-1)
    if (page.length < rowsAtMost) break
    await setImmediate()
  }
  for (const event of newestFirst.reverse()) watch.observe(event)
}
