import {
  type AuditStore,
  createAuditor,
  createSealer,
  newestCheckpointNumber,
  systemRandom,
  verifyLog,
} from 'countersign'
import { createFakeClock } from 'countersign/testing'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { stores } from '../support/deployment.ts'
import { createLog, newKeyRing, readerOf } from './log.ts'

/** The same log, and how many rows of checkpoints were asked of it. */
const counting = (audit: AuditStore) => {
  let rows = 0
  const checkpoints: AuditStore['checkpoints'] = async (request) => {
    const page = await audit.checkpoints(request)
    rows += page.length
    return page
  }
  return { audit: { ...audit, checkpoints }, rows: () => rows }
}

describe.each(Object.entries(stores))('sealing on %s', (_name, open) => {
  const createParts = async () => {
    const clock = createFakeClock()
    const store = await open(clock)
    onTestFinished(() => store.close())
    const keyRing = newKeyRing()
    const auditor = createAuditor(keyRing, systemRandom)
    const append = (count: number) =>
      Promise.all(
        Array.from({ length: count }, (_, n) =>
          store.audit.append({
            draft: auditor({ type: 'config.changed', facts: { n } }),
            outcome: 'changed',
          }),
        ),
      )
    const { audit } = store
    const verify = () => verifyLog({ audit, keys: keyRing.all('audit') })
    return { audit, clock, keyRing, append, verify }
  }

  test('B3 F1 every process sees every event once, whichever of them seals it', async () => {
    const { append, verify, ...parts } = await createParts()
    await append(3)
    const observedTo = await parts.audit.heads()
    const seen: string[][] = [[], [], []]
    const sealers = seen.map((names) =>
      createSealer({
        ...parts,
        observedTo,
        observe: ({ stream, n }) => void names.push(`${stream}:${n}`),
      }),
    )
    for (let round = 0; round < 12; round++) {
      await append(2)
      const first = sealers[round % 3]
      if (round % 4 === 0) await Promise.all(sealers.map((sealer) => sealer.seal()))
      else await first?.seal()
    }
    await Promise.all(sealers.map((sealer) => sealer.seal()))
    const expected = Array.from({ length: 24 }, (_, n) => `0:${n + 4}`)
    for (const names of seen) expect(names).toEqual(expected)
    expect(await verify()).toMatchObject({ events: 27, unsealed: 0, findings: [] })
  })

  test('F1 a process that starts anew goes on where the last one ended, also in the middle of much', async () => {
    const { append, verify, ...parts } = await createParts()
    await append(25)
    expect(await createSealer({ ...parts, eventsAtMost: 10 }).seal()).toMatchObject({
      checkpoint: { number: 1 },
      isComplete: false,
    })
    const next = createSealer({ ...parts, eventsAtMost: 10 })
    expect(await next.seal()).toMatchObject({ checkpoint: { number: 2 }, isComplete: false })
    expect(await next.seal()).toMatchObject({ checkpoint: { number: 3 }, isComplete: true })
    expect(await next.seal()).toEqual({ checkpoint: undefined, isComplete: true })
    expect(await verify()).toMatchObject({ unsealed: 0, checkpoints: 3, findings: [] })
  })
})

test('L3 a process that starts reads the checkpoints since the last that names all streams, however many there are', async () => {
  const { audit, auditor, clock, keyRing, sealer } = await createLog({ events: 0 })
  const append = () =>
    audit.append({ draft: auditor({ type: 'config.changed' }), outcome: 'changed' })
  for (let n = 0; n < 2050; n++) {
    await append()
    await sealer.seal()
  }
  const counted = counting(audit)
  await append()
  const { checkpoint } = await createSealer({ audit: counted.audit, keyRing, clock }).seal()
  expect(checkpoint?.number).toBe(2051)
  expect(counted.rows()).toBeLessThan(100)
  const verdict = await verifyLog({ audit, keys: keyRing.all('audit') })
  expect(verdict).toMatchObject({ unsealed: 0, findings: [] })
})

test('F1 a stream that ended long ago is not sealed again by a process that starts', async () => {
  const { copy, auditor, clock, keyRing, audit } = await createLog({ events: 0 })
  const rows = await copy()
  for (const stream of ['0', '7']) {
    await audit.append({ draft: auditor({ type: 'config.changed' }), outcome: 'changed' })
    const [event] = await audit.list({ rowsAtMost: 1 })
    if (event !== undefined) rows.events.push({ ...event, stream, n: 1 })
  }
  const reader = {
    ...readerOf(rows),
    addCheckpoint: async (checkpoint: (typeof rows.checkpoints)[number]) =>
      rows.checkpoints.push(checkpoint) > 0,
  }
  const sealer = createSealer({ audit: reader, keyRing, clock })
  for (let n = 2; n < 1005; n++) {
    await sealer.seal()
    const [newest] = rows.events
    if (newest !== undefined) rows.events.push({ ...newest, n })
  }
  const { checkpoint } = await createSealer({ audit: reader, keyRing, clock }).seal()
  expect(JSON.parse(checkpoint?.text ?? '')).toMatchObject({
    number: 1004,
    covers: [['0', 1004, 1004]],
  })
})

test('F3 a checkpoint that is refused although there is no newer one is a fault, and no race that was lost', async () => {
  const { audit, keyRing, clock } = await createLog({ events: 1 })
  const refusing = { ...audit, addCheckpoint: async () => false }
  const sealer = createSealer({ audit: refusing, keyRing, clock })
  await expect(sealer.seal()).rejects.toMatchObject({ code: 'unavailable' })
})

test('F3 events that are cut off before they were sealed leave the log incomplete for ever', async () => {
  const { copy, keyRing, clock } = await createLog({ events: 5, sealEvery: 100 })
  const rows = await copy()
  const heads = async () => [{ stream: '0', last: 5 }]
  const audit = { ...readerOf({ ...rows, events: rows.events.slice(0, 3) }), heads }
  const addCheckpoint = async (checkpoint: (typeof rows.checkpoints)[number]) =>
    rows.checkpoints.push(checkpoint) > 0
  const sealer = createSealer({ audit: { ...audit, addCheckpoint }, keyRing, clock })
  expect(await sealer.seal()).toMatchObject({ checkpoint: { number: 1 }, isComplete: false })
  expect(await sealer.seal()).toEqual({ checkpoint: undefined, isComplete: false })
})

test('F1 the newest checkpoint is found by its number, also behind gaps', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: 5000 })), async (numbers) => {
      const rows = numbers.map((number) => ({
        ...{ number, text: '', signature: new Uint8Array(), keyId: '' },
      }))
      const newest = await newestCheckpointNumber(readerOf({ events: [], checkpoints: rows }))
      expect(newest).toBe(Math.max(0, ...numbers))
    }),
  )
})
