import {
  type AuditDraft,
  type AuditEvent,
  type AuditFilter,
  type AuditStore,
  closeEvent,
  type StoredCheckpoint,
} from '../../ports/audit.ts'
import type { Clock } from '../../ports/clock.ts'

/** One writer: one stream. */
const stream = '0'

/** The log of a memory store, and what its other verbs write events with. */
export interface MemoryAudit extends AuditStore {
  write(draft: AuditDraft, outcome: string, nowMs: number): void
}

/** A log in this process's memory. */
export const createMemoryAudit = (clock: Clock): MemoryAudit => {
  const events: AuditEvent[] = []
  const sealed: StoredCheckpoint[] = []
  const write = (draft: AuditDraft, outcome: string, nowMs: number) => {
    events.push(closeEvent(draft, { stream, n: events.length + 1, atMs: nowMs, outcome }))
  }
  return {
    write,
    append: async ({ draft, outcome }) => write(draft, outcome, clock.now()),
    list: async (filter) => list(events, filter),
    streams: async () => (events.length > 0 ? [stream] : []),
    read: async ({ stream: wanted, after, rowsAtMost }) =>
      wanted === stream ? events.slice(after, after + rowsAtMost) : [],
    checkpoints: async ({ after, rowsAtMost }) => sealed.slice(after, after + rowsAtMost),
    addCheckpoint: async (checkpoint) => {
      const isNext = checkpoint.number === sealed.length + 1
      if (isNext) sealed.push(checkpoint)
      return isNext
    },
    erase: async ({ personPrefixes, draft }) => {
      const erased = events.filter(({ person }) => isAbout(person, personPrefixes))
      for (const event of erased) events[event.n - 1] = { ...event, person: null }
      write(draft(erased.map(({ n }) => `${stream}:${n}`)), 'erased', clock.now())
      return erased.length
    },
  }
}

const isAbout = (person: string | null, prefixes: readonly string[]): boolean =>
  person !== null && prefixes.some((prefix) => person.startsWith(prefix))

const list = (events: readonly AuditEvent[], filter: AuditFilter): readonly AuditEvent[] => {
  const { before, types, personPrefixes, fromMs = 0, toMs = Number.POSITIVE_INFINITY } = filter
  return events
    .toReversed()
    .filter(
      ({ n, atMs, type, person }) =>
        (before === undefined || n < before.n) &&
        (types === undefined || types.includes(type)) &&
        (personPrefixes === undefined || isAbout(person, personPrefixes)) &&
        atMs >= fromMs &&
        atMs < toMs,
    )
    .slice(0, filter.rowsAtMost)
}
