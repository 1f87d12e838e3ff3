import {
  type AuditDraft,
  type AuditEvent,
  type AuditFilter,
  type AuditStore,
  closeEvent,
  type StoredCheckpoint,
} from '../../ports/audit.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Erasure } from '../../ports/recipient-store.ts'
import { chunksOfNames } from '../chunks-of-names.ts'

/** One writer: one stream. */
const stream = '0'

/** The log of a memory store, and what its other verbs write events with. */
export interface MemoryAudit extends AuditStore {
  /** Call it before the change that the event tells of: if it throws, nothing has happened. */
  write(draft: AuditDraft, outcome: string, nowMs: number): void
  /** Several events of one change: all of them, or none. */
  writeAll(events: readonly WrittenEvent[], nowMs: number): void
  /** Forgets a person, like `write` before the change that it tells of. Says in how many events. */
  forget(erasure: Pick<Erasure, 'personPrefixes' | 'draft'>, nowMs: number): number
}

interface WrittenEvent {
  readonly draft: AuditDraft
  readonly outcome: string
}

/** A log in this process's memory. */
export const createMemoryAudit = (clock: Clock): MemoryAudit => {
  const events: AuditEvent[] = []
  const sealed: StoredCheckpoint[] = []
  const writeAll: MemoryAudit['writeAll'] = (written, nowMs) => {
    const first = events.length + 1
    const closed = written.map(({ draft, outcome }, place) =>
      closeEvent(draft, { stream, n: first + place, atMs: nowMs, outcome }),
    )
    events.push(...closed)
  }
  const write: MemoryAudit['write'] = (draft, outcome, nowMs) =>
    writeAll([{ draft, outcome }], nowMs)
  return {
    write,
    writeAll,
    forget: ({ personPrefixes, draft }, nowMs) => {
      const erased = events.filter(({ person }) => isAbout(person, personPrefixes))
      const chunks = chunksOfNames(erased.map(({ n }) => `${stream}:${n}`))
      const drafts = chunks.map((names) => ({ draft: draft(names), outcome: 'erased' }))
      writeAll(drafts, nowMs)
      for (const event of erased) events[event.n - 1] = { ...event, person: null }
      return erased.length
    },
    append: async ({ draft, outcome }) => write(draft, outcome, clock.now()),
    list: async (filter) => list(events, filter),
    streams: async () => (events.length > 0 ? [stream] : []),
    heads: async () => (events.length > 0 ? [{ stream, last: events.length }] : []),
    read: async ({ stream: wanted, after, rowsAtMost }) =>
      wanted === stream ? events.slice(Math.max(0, after)).slice(0, rowsAtMost) : [],
    checkpoints: async ({ after, rowsAtMost }) => sealed.slice(after, after + rowsAtMost),
    addCheckpoint: async (checkpoint) => {
      const isNext = checkpoint.number === sealed.length + 1
      if (isNext) sealed.push(checkpoint)
      return isNext
    },
  }
}

const isAbout = (person: string | null, prefixes: readonly string[]): boolean =>
  person !== null && prefixes.some((prefix) => person.startsWith(prefix))

type Age = Pick<AuditEvent, 'atMs' | 'n'>

/** A clock may be set back, so the order of positions is not that of times. */
const newestFirst = (one: Age, other: Age): number => other.atMs - one.atMs || other.n - one.n

const list = (events: readonly AuditEvent[], filter: AuditFilter): readonly AuditEvent[] => {
  const { before, types, personPrefixes, fromMs = 0, toMs = Number.POSITIVE_INFINITY } = filter
  return events
    .filter(
      (event) =>
        (before === undefined || newestFirst(before, event) < 0) &&
        (types === undefined || types.includes(event.type)) &&
        (personPrefixes === undefined || isAbout(event.person, personPrefixes)) &&
        event.atMs >= fromMs &&
        event.atMs < toMs,
    )
    .sort(newestFirst)
    .slice(0, filter.rowsAtMost)
}
