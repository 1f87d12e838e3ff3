import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type AuditDraft, type AuditEvent, closeEvent } from '../../ports/audit.ts'
import type { Store } from '../../ports/store.ts'

/** A draft of an event that no other test writes. */
export const createDraft = (changes: Partial<AuditDraft> = {}): AuditDraft => ({
  type: 'config.changed',
  facts: '{}',
  person: null,
  eventId: randomBytes(16),
  keyId: 'audit-1',
  eventKey: randomBytes(32),
  ...changes,
})

/** A draft that no store can close, as if the event could not be written. */
export const createUnwritable = (): AuditDraft => ({
  ...createDraft(),
  get eventKey(): never {
    throw new Error('this event cannot be written')
  },
})

/** Every event there is, in order, with plain buffers that can be compared. */
export const allEvents = async ({ audit }: Store): Promise<readonly AuditEvent[]> => {
  const events: AuditEvent[] = []
  for (const stream of await audit.streams())
    events.push(...(await audit.read({ stream, after: 0, rowsAtMost: 100_000 })))
  return events.map(plain)
}

const plain = (event: AuditEvent): AuditEvent => ({
  ...event,
  commitment: event.commitment && Buffer.from(event.commitment),
  eventId: Buffer.from(event.eventId),
  mac: Buffer.from(event.mac),
})

/** Outcomes of the events that were made of a draft: one if its verb changed something, otherwise none. */
export const outcomesOf = async (store: Store, draft: AuditDraft): Promise<readonly string[]> =>
  (await allEvents(store))
    .filter(({ eventId }) => Buffer.compare(eventId, draft.eventId) === 0)
    .map(({ outcome }) => outcome)

/** Asserts that an event says what its draft says, and was closed with the key of the draft. */
export const assertClosed = (event: AuditEvent | undefined, draft: AuditDraft): void => {
  assert.ok(event !== undefined, 'the event is missing')
  const { stream, n, atMs, outcome } = event
  assert.deepEqual(event, plain(closeEvent(draft, { stream, n, atMs, outcome })))
}
