import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultAbuseThresholds } from '../../src/engine/abuse/thresholds.ts'
import { createAbuseWatch } from '../../src/engine/abuse/watch.ts'
import { createAuditor } from '../../src/engine/audit/auditor.ts'
import type { EventFacts, EventType } from '../../src/engine/audit/event-types.ts'
import { createKeyRing, keyUses } from '../../src/engine/key-ring.ts'
import { closeEvent } from '../../src/ports/audit.ts'
import { systemRandom } from '../../src/ports/random.ts'

const keyRing = createKeyRing(keyUses.map((use) => ({ id: use, use, bytes: randomBytes(32) })))
const auditor = createAuditor(keyRing, systemRandom)

const createStory = () => {
  const watch = createAbuseWatch(defaultAbuseThresholds)
  let n = 0
  const happens = (
    type: EventType,
    { facts, recipient, outcome }: { facts: EventFacts; recipient: number; outcome: string },
    atMs: number,
  ) => {
    n += 1
    const recipientHash = Buffer.alloc(32)
    recipientHash.writeUInt32BE(recipient)
    const draft = auditor({ type, facts, person: { recipientHash, masked: '+233…56' } })
    watch.observe(closeEvent(draft, { stream: '0', n, atMs, outcome }))
  }
  const send = (facts: EventFacts, recipient: number, atMs: number) =>
    happens('code.opened', { facts, recipient, outcome: 'opened' }, atMs)
  const verify = (facts: EventFacts, recipient: number, outcome: string, atMs: number) =>
    happens('code.attempted', { facts, recipient, outcome }, atMs)
  return { watch, send, verify }
}

const startMs = 1_700_000_000_000

test('B3: many numbers of one range raise one alarm, however they are spread over addresses', () => {
  const { watch, send } = createStory()
  for (let n = 0; n < 29; n++) send({ range: 'r1', address: `a${n}` }, n, startMs + n * 1000)
  expect(watch.alarms(startMs + 30_000)).toEqual([])
  send({ range: 'r1', address: 'a29' }, 29, startMs + 30_000)
  expect(watch.alarms(startMs + 30_000)).toEqual([
    { kind: 'number_range', target: 'r1', count: 30 },
  ])
  send({ range: 'r1' }, 30, startMs + 31_000)
  expect(watch.alarms(startMs + 31_000)).toEqual([])
})

test('B3: one person who asks again and again is not a range', () => {
  const { watch, send } = createStory()
  for (let n = 0; n < 500; n++) send({ range: 'r1', address: 'a1' }, 7, startMs + n * 1000)
  expect(watch.alarms(startMs + 500_000)).toEqual([])
})

test('B3: the same numbers spread over a longer time raise none', () => {
  const { watch, send } = createStory()
  for (let n = 0; n < 100; n++) {
    send({ range: 'r1' }, n, startMs + n * 300_000)
    expect(watch.alarms(startMs + n * 300_000)).toEqual([])
  }
})

test('B3: one address that asks for many recipients raises an alarm', () => {
  const { watch, send } = createStory()
  for (let n = 0; n < 25; n++) send({ range: `r${n}`, address: 'a1' }, n, startMs)
  expect(watch.alarms(startMs)).toEqual([{ kind: 'address', target: 'a1', count: 25 }])
})

test('B3: a country where nobody verifies raises an alarm, one where people do raises none', () => {
  const { watch, send, verify } = createStory()
  for (let n = 0; n < 60; n++) {
    send({ country: 'GH' }, n, startMs + n)
    send({ country: 'XX' }, n, startMs + n)
    if (n % 2 === 0) verify({ country: 'GH' }, n, 'verified', startMs + n)
    verify({ country: 'XX' }, n, 'wrong', startMs + n)
  }
  expect(watch.alarms(startMs + 60)).toEqual([{ kind: 'conversion', target: 'XX', count: 60 }])
})

test('B3: wrong codes spread over recipients raise an alarm that no recipient would', () => {
  const { watch, verify } = createStory()
  for (let n = 0; n < 1000; n++) verify({ country: 'GH' }, n, 'wrong', startMs + n)
  expect(watch.alarms(startMs + 1000)).toEqual([
    { kind: 'wrong_codes', target: 'all', count: 1000 },
  ])
})

test('B3: an alarm comes again after a window if it goes on', () => {
  const { watch, send } = createStory()
  const hourMs = 3_600_000
  for (const round of [0, 1, 2]) {
    const atMs = startMs + round * (hourMs + 1)
    for (let n = 0; n < 30; n++) send({ range: 'r1' }, round * 100 + n, atMs)
    expect(watch.alarms(atMs)).toHaveLength(1)
  }
})

test('L5: a flood of new ranges does not hide the one that grows', () => {
  const { watch, send } = createStory()
  for (let n = 0; n < 29; n++) {
    send({ range: 'growing' }, n, startMs)
    for (let m = 0; m < 100; m++) send({ range: `flood${n}-${m}` }, m, startMs)
  }
  send({ range: 'growing' }, 29, startMs)
  expect(watch.alarms(startMs).map(({ target }) => target)).toEqual(['growing'])
})

test('B3: whatever the order of events, an alarm is only raised at or over its threshold', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ range: fc.constantFrom('r1', 'r2'), recipient: fc.nat(60) })),
      (sends) => {
        const { watch, send } = createStory()
        for (const { range, recipient } of sends) send({ range }, recipient, startMs)
        for (const { target, count } of watch.alarms(startMs)) {
          const members = sends.filter(({ range }) => range === target).map((one) => one.recipient)
          expect(count).toBe(new Set(members).size)
          expect(count).toBeGreaterThanOrEqual(defaultAbuseThresholds.recipientsPerRange)
        }
      },
    ),
  )
})
