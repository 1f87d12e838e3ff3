import { randomBytes } from 'node:crypto'
import { createAuditor } from '../../src/engine/audit/auditor.ts'
import { createSealer } from '../../src/engine/audit/sealer.ts'
import { createKeyRing, keyUses } from '../../src/engine/key-ring.ts'
import type { AuditEvent, AuditStore, StoredCheckpoint } from '../../src/ports/audit.ts'
import { systemRandom } from '../../src/ports/random.ts'
import { createMemoryAudit } from '../../src/stores/memory/audit.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'

/** A key ring with one key for each use. */
export const newKeyRing = () =>
  createKeyRing(keyUses.map((use) => ({ id: `${use}-1`, use, bytes: randomBytes(32) })))

/** What a database holds of a log, as plain rows that a thief or a vandal can change. */
export interface Copy {
  events: AuditEvent[]
  checkpoints: StoredCheckpoint[]
}

/** A log with that many events, each about one of seven people, a checkpoint after every `sealEvery`. */
export const createLog = async ({ events = 12, sealEvery = 5 } = {}) => {
  const clock = createFakeClock()
  const keyRing = newKeyRing()
  const audit = createMemoryAudit(clock)
  const auditor = createAuditor(keyRing, systemRandom)
  const sealer = createSealer({ audit, keyRing, clock })
  for (let n = 1; n <= events; n++) {
    const recipientHash = Buffer.alloc(32, n % 7)
    const draft = auditor({
      type: 'code.attempted',
      facts: { purpose: 'login' },
      person: { recipientHash, masked: `+233…${n % 7}` },
    })
    await audit.append({ draft, outcome: n % 3 === 0 ? 'verified' : 'wrong' })
    clock.advance(1000)
    if (n % sealEvery === 0) await sealer.seal()
  }
  return { audit, auditor, clock, keyRing, sealer, copy: () => copyOf(audit) }
}

/** Takes the rows out of a log. */
export const copyOf = async (audit: AuditStore): Promise<Copy> => {
  const streams = await audit.streams()
  const all = await Promise.all(
    streams.map((stream) => audit.read({ stream, after: 0, rowsAtMost: 1_000_000 })),
  )
  const checkpoints = await audit.checkpoints({ after: 0, rowsAtMost: 1_000_000 })
  return { events: all.flat(), checkpoints: [...checkpoints] }
}

/** Reads a copy as a database would: by stream and position. */
export const readerOf = ({ events, checkpoints }: Copy) => ({
  streams: async () => [...new Set(events.map(({ stream }) => stream))],
  heads: async () =>
    [...Map.groupBy(events, ({ stream }) => stream)].map(([stream, own]) => ({
      stream,
      last: Math.max(...own.map(({ n }) => n)),
    })),
  read: async ({ stream, after, rowsAtMost }: Parameters<AuditStore['read']>[0]) =>
    events
      .filter((event) => event.stream === stream && event.n > after)
      .sort((one, other) => one.n - other.n)
      .slice(0, rowsAtMost),
  checkpoints: async ({ after, rowsAtMost }: Parameters<AuditStore['checkpoints']>[0]) =>
    checkpoints
      .filter(({ number }) => number > after)
      .sort((one, other) => one.number - other.number)
      .slice(0, rowsAtMost),
})
