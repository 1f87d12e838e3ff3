import { describe, expect, test } from 'vitest'
import { personPrefix } from '../../src/engine/audit/auditor.ts'
import { createSealer } from '../../src/engine/audit/sealer.ts'
import { verifyLog } from '../../src/engine/audit/verify-log.ts'
import { type AuditEvent, closeEvent, type StoredCheckpoint } from '../../src/ports/audit.ts'
import { type Copy, createLog, newKeyRing, readerOf } from './log.ts'

/** Another value of the same kind. */
const another = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value.map((byte) => byte ^ 1))
  if (typeof value === 'number') return value + 1
  if (typeof value === 'string') return `${value.slice(0, -1)}~`
  return value
}

const columns = [
  ...(['stream', 'n', 'atMs', 'outcome', 'type', 'facts', 'person', 'commitment'] as const),
  ...(['eventId', 'keyId', 'mac'] as const),
] satisfies readonly (keyof AuditEvent)[]

const checkpointColumns = [
  'number',
  'text',
  'signature',
  'keyId',
] as const satisfies readonly (keyof StoredCheckpoint)[]

const vandalise = async (change: (copy: Copy) => void, options?: { readonly events: number }) => {
  const { keyRing, copy } = await createLog(options)
  const changed = await copy()
  change(changed)
  return verifyLog({ audit: readerOf(changed), keys: keyRing.all('audit') })
}

const replace = (copy: Copy, at: number, change: Partial<AuditEvent>) => {
  copy.events = copy.events.map((event, n) => (n === at ? { ...event, ...change } : event))
}

test('F1: a log that nobody touched has no findings', async () => {
  const { keyRing, audit } = await createLog()
  const verdict = await verifyLog({ audit, keys: keyRing.all('audit') })
  expect(verdict).toEqual({ events: 12, checkpoints: 2, unsealed: 2, findings: [] })
})

describe('F2: whatever is done to one event is found and named', () => {
  for (const column of columns)
    test(`column ${column} of every event`, async () => {
      for (let at = 0; at < 12; at++) {
        const verdict = await vandalise((copy) => {
          const value = copy.events[at]?.[column]
          replace(copy, at, { [column]: another(value) })
        })
        const named = verdict.findings.map((finding) => finding.at)
        const isMoved = column === 'stream' || column === 'n'
        expect(named, `event ${at + 1}`).toEqual(
          expect.arrayContaining([isMoved ? expect.stringContaining(':') : `0:${at + 1}`]),
        )
      }
    })

  test('a person removed without an erasure', async () => {
    const { findings } = await vandalise((copy) => replace(copy, 3, { person: null }))
    expect(findings).toEqual([{ at: '0:4', problem: 'person_removed' }])
  })

  test('a person and its commitment removed', async () => {
    const { findings } = await vandalise((copy) =>
      replace(copy, 3, { person: null, commitment: null }),
    )
    expect(findings).toEqual([{ at: '0:4', problem: 'altered' }])
  })

  test('any one but the last taken out', async () => {
    for (let at = 0; at < 11; at++) {
      const { findings } = await vandalise((copy) => copy.events.splice(at, 1))
      expect(findings[0]).toEqual({ at: `0:${at + 1}`, problem: 'missing' })
    }
  })

  test('any two swapped', async () => {
    for (let at = 0; at < 11; at++) {
      const { findings } = await vandalise((copy) => {
        const [one, other] = [copy.events[at], copy.events[at + 1]]
        if (one === undefined || other === undefined) throw new Error('no events')
        replace(copy, at, { ...other, n: one.n })
        replace(copy, at + 1, { ...one, n: other.n })
      })
      expect(findings[0]).toEqual({ at: `0:${at + 1}`, problem: 'altered' })
    }
  })

  test('one written again at the end', async () => {
    const { findings } = await vandalise((copy) => {
      const [first] = copy.events
      if (first !== undefined) copy.events.push({ ...first, n: 13 })
    })
    expect(findings[0]).toEqual({ at: '0:13', problem: 'altered' })
  })

  test('one put in twice at its place', async () => {
    const { findings } = await vandalise((copy) => {
      const [first] = copy.events
      if (first !== undefined) copy.events.push(first)
    })
    expect(findings[0]).toEqual({ at: '0:1', problem: 'duplicated' })
  })

  test('one put in before the first', async () => {
    for (const n of [0, -3]) {
      const { findings } = await vandalise((copy) => {
        const [first] = copy.events
        if (first !== undefined) copy.events.push({ ...first, n })
      })
      expect(findings).toEqual([{ at: `0:${n}`, problem: 'altered' }])
    }
  })

  test('one of a stream that nobody wrote', async () => {
    const { findings } = await vandalise((copy) => {
      const [first] = copy.events
      if (first !== undefined) copy.events.push({ ...first, stream: '9' })
    })
    expect(findings[0]).toEqual({ at: '9:1', problem: 'altered' })
  })
})

describe('F3: checkpoints show what events cannot', () => {
  test('sealed events cut off at the end', async () => {
    const { findings } = await vandalise((copy) => copy.events.splice(7))
    expect(findings[0]).toEqual({ at: '0:8', problem: 'cut' })
  })

  for (const column of checkpointColumns)
    test(`column ${column} of a checkpoint`, async () => {
      const { findings } = await vandalise((copy) => {
        copy.checkpoints = copy.checkpoints.map((checkpoint, n) =>
          n === 0 ? { ...checkpoint, [column]: another(checkpoint[column]) } : checkpoint,
        )
      })
      expect(findings.map(({ at }) => at)).toContain('checkpoint 1')
    })

  test('a checkpoint taken out', async () => {
    const { findings } = await vandalise((copy) => copy.checkpoints.shift())
    expect(findings).toContainEqual({ at: 'checkpoint 1', problem: 'checkpoint_missing' })
  })

  test('events and checkpoints cut off together, seen with an exported checkpoint', async () => {
    const { keyRing, copy } = await createLog()
    const kept = (await copy()).checkpoints
    const cut = await copy()
    cut.events.splice(5)
    cut.checkpoints.splice(1)
    const log = { audit: readerOf(cut), keys: keyRing.all('audit') }
    expect((await verifyLog(log)).findings).toEqual([])
    expect((await verifyLog({ ...log, anchors: kept })).findings).toEqual([
      { at: 'checkpoint 2', problem: 'anchor_missing' },
    ])
  })

  test('an older copy put back and written on, seen with an exported checkpoint', async () => {
    const first = await createLog()
    const anchors = (await first.copy()).checkpoints
    const older = await first.copy()
    older.events.splice(5)
    older.checkpoints.splice(1)
    const again = await writtenOn(older, first)
    const log = { audit: readerOf(again), keys: first.keyRing.all('audit') }
    expect((await verifyLog(log)).findings).toEqual([])
    expect((await verifyLog({ ...log, anchors })).findings).toEqual([
      { at: 'checkpoint 2', problem: 'anchor_differs' },
    ])
  })

  test('a log written anew with the audit key, seen with an exported checkpoint', async () => {
    const { keyRing, copy } = await createLog()
    const anchors = (await copy()).checkpoints
    const other = await createLog()
    const log = {
      audit: other.audit,
      keys: [...keyRing.all('audit'), ...other.keyRing.all('audit')],
    }
    expect((await verifyLog({ ...log, anchors })).findings.length).toBeGreaterThan(0)
  })
})

test('F5: without the audit key nothing is taken for genuine', async () => {
  const { audit } = await createLog()
  const { findings } = await verifyLog({ audit, keys: newKeyRing().all('audit') })
  expect(findings.filter(({ at }) => at.startsWith('0:'))).toHaveLength(12)
})

test('F6: erasing a person leaves a log that verifies and names the person nowhere', async () => {
  const { audit, auditor, clock, keyRing, copy, sealer } = await createLog()
  const recipientHash = Buffer.alloc(32, 3)
  const prefix = personPrefix(recipientHash)
  const draft = (erased: readonly string[]) =>
    auditor({ type: 'recipient.erased', facts: { erased } })
  audit.forget({ personPrefixes: [prefix], draft }, clock.now())
  await sealer.seal()
  expect((await verifyLog({ audit, keys: keyRing.all('audit') })).findings).toEqual([])
  const { events } = await copy()
  expect(events.filter(({ person }) => person?.startsWith(prefix))).toEqual([])
  expect(events.filter(({ person }) => person === null).map(({ n }) => n)).toEqual([3, 10, 13])
})

test('F1: two sealers at once leave one chain of checkpoints', async () => {
  const { audit, clock, keyRing } = await createLog({ events: 4, sealEvery: 100 })
  const sealers = [1, 2, 3].map(() => createSealer({ audit, keyRing, clock }))
  const sealed = await Promise.all(sealers.map((sealer) => sealer.seal()))
  expect(sealed.filter(({ checkpoint }) => checkpoint !== undefined)).toHaveLength(1)
  expect((await verifyLog({ audit, keys: keyRing.all('audit') })).findings).toEqual([])
})

/** The older log, as it would be after the server went on with it. */
const writtenOn = async (
  older: Copy,
  { auditor, keyRing, clock }: Awaited<ReturnType<typeof createLog>>,
): Promise<Copy> => {
  const draft = auditor({ type: 'code.attempted', facts: { purpose: 'login' } })
  const place = { stream: '0', n: older.events.length + 1, atMs: clock.now(), outcome: 'wrong' }
  const copy = { ...older, events: [...older.events, closeEvent(draft, place)] }
  const audit = {
    ...readerOf(copy),
    addCheckpoint: async (checkpoint: StoredCheckpoint) => copy.checkpoints.push(checkpoint) > 0,
  }
  await createSealer({ audit, keyRing, clock }).seal()
  return copy
}
