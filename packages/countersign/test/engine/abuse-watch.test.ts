import { randomBytes } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createFakeClock } from 'countersign/testing'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createRecentMembers } from '../../src/engine/abuse/recent.ts'
import { replayEvents } from '../../src/engine/abuse/replay.ts'
import { defaultAbuseThresholds } from '../../src/engine/abuse/thresholds.ts'
import { createAbuseWatch } from '../../src/engine/abuse/watch.ts'
import { createAuditor } from '../../src/engine/audit/auditor.ts'
import type { EventFacts, EventType } from '../../src/engine/audit/event-types.ts'
import { createKeyRing, keyUses } from '../../src/engine/key-ring.ts'
import { closeEvent } from '../../src/ports/audit.ts'
import { systemRandom } from '../../src/ports/random.ts'
import { stores } from '../support/deployment.ts'

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
  return { watch, send, verify, happens }
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

test('B3: an alarm that another process raised is not raised again within the window', () => {
  const { watch, send, happens } = createStory()
  for (let n = 0; n < 40; n++) send({ range: 'r1' }, n, startMs)
  const facts = { kind: 'number_range', target: 'r1', count: 40, window: 3600 }
  happens('abuse.detected', { facts, recipient: 0, outcome: 'watched' }, startMs + 1)
  expect(watch.alarms(startMs + 2)).toEqual([])
  send({ range: 'r1' }, 41, startMs + 3_599_000)
  for (let n = 0; n < 40; n++) send({ range: 'r1' }, n, startMs + 3_601_000)
  expect(watch.alarms(startMs + 3_601_000)).toHaveLength(1)
})

test('B3: messages to suppressed recipients, which nobody can verify, do not count against a country', () => {
  const { watch, happens } = createStory()
  for (let n = 0; n < 60; n++)
    happens(
      'code.opened',
      { facts: { country: 'GH' }, recipient: n, outcome: 'suppressed' },
      startMs,
    )
  expect(watch.alarms(startMs)).toEqual([])
})

test('B3: a last try that was wrong counts like every wrong code', () => {
  const { watch, verify } = createStory()
  for (let n = 0; n < 1000; n++) verify({}, n, 'wrong_and_locked', startMs)
  expect(watch.alarms(startMs)).toMatchObject([{ kind: 'wrong_codes', count: 1000 }])
})

test('F8: facts that somebody spoilt in the database do not stop the watch', () => {
  const watch = createAbuseWatch(defaultAbuseThresholds)
  const place = { person: null, outcome: 'opened', atMs: startMs }
  for (const facts of ['', '{', 'null', '7', '[]', '{"range":7,"country":{}}'])
    for (const type of ['code.opened', 'code.attempted', 'abuse.detected'])
      expect(() => watch.observe({ ...place, type, facts })).not.toThrow()
  expect(watch.alarms(startMs)).toEqual([])
})

test('L5: an attack with very many targets raises a hundred alarms at a time, and no more wait than a thousand', () => {
  const { watch, send } = createStory()
  for (let range = 0; range < 1200; range++)
    for (let n = 0; n < 30; n++) send({ range: `r${range}` }, n, startMs)
  const rounds = Array.from({ length: 12 }, () => watch.alarms(startMs).length)
  expect(rounds).toEqual([...Array.from({ length: 10 }, () => 100), 0, 0])
})

test('L5: what is remembered of a flood is bounded over all keys, and of one key over its members', () => {
  const bounds = { membersKept: 50, entriesAtMost: 1000 }
  const members = createRecentMembers(3_600_000, bounds)
  for (let key = 0; key < 200; key++)
    for (let n = 0; n < 30; n++) members.add(`k${key}`, `m${n}`, startMs)
  const counts = Array.from({ length: 200 }, (_, key) => members.count(`k${key}`, startMs))
  expect(counts.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(1000)
  expect(counts.slice(-30)).toEqual(Array.from({ length: 30 }, () => 30))
  for (let n = 0; n < 500; n++) members.add('one', `m${n}`, startMs)
  expect(members.count('one', startMs)).toBeGreaterThanOrEqual(50)
  expect(members.count('one', startMs)).toBeLessThanOrEqual(63)
})

test('L5: half a million events of new ranges, addresses and people leave less than 50 MB behind', () => {
  const watch = createAbuseWatch(defaultAbuseThresholds)
  const beforeBytes = heapBytes()
  for (let n = 0; n < 500_000; n++) {
    const facts = JSON.stringify({ range: `range-${n}`, address: `address-${n}`, country: 'GH' })
    const person = `{"recipient":"${String(n).padStart(22, '0')}","masked":"+233…56","salt":"0"}`
    watch.observe({ type: 'code.opened', facts, person, outcome: 'opened', atMs: startMs + n })
  }
  expect(heapBytes() - beforeBytes).toBeLessThan(50e6)
  expect(watch.alarms(startMs + 500_000)).toMatchObject([{ kind: 'conversion', target: 'GH' }])
})

const heapBytes = (): number => {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}

describe.each(Object.entries(stores))('what a restart leaves of the watch on %s', (_name, open) => {
  const createLog = async () => {
    const clock = createFakeClock()
    const store = await open(clock)
    onTestFinished(() => store.close())
    const { audit } = store
    const append = (facts: EventFacts, recipient: number, type: EventType = 'code.opened') => {
      const recipientHash = Buffer.alloc(32)
      recipientHash.writeUInt32BE(recipient)
      const draft = auditor({ type, facts, person: { recipientHash, masked: '+233…56' } })
      return audit.append({ draft, outcome: 'opened' })
    }
    /** Starts anew; what is written from now on is observed by itself. */
    const restart = async (eventsAtMost?: number) => {
      const watch = createAbuseWatch(defaultAbuseThresholds)
      const upTo = await audit.heads()
      const fromMs = clock.now() - 3_600_000
      await append({ range: 'r1' }, 999)
      await replayEvents({ audit, watch, fromMs, upTo, ...(eventsAtMost && { eventsAtMost }) })
      return watch
    }
    return { clock, append, restart }
  }

  test('B3: everything of the last window, and nothing that will be read again', async () => {
    const { clock, append, restart } = await createLog()
    for (let n = 0; n < 5; n++) await append({ range: 'r1' }, 100 + n)
    clock.advance(3_600_001)
    for (let n = 0; n < 29; n++) {
      await append({ range: 'r1' }, n)
      await append({}, n, 'code.settled')
    }
    const watch = await restart()
    expect(watch.alarms(clock.now())).toEqual([])
    watch.observe({
      ...{ type: 'code.opened', facts: '{"range":"r1"}', person: '{"recipient":"x"}' },
      ...{ outcome: 'opened', atMs: clock.now() },
    })
    expect(watch.alarms(clock.now())).toEqual([{ kind: 'number_range', target: 'r1', count: 30 }])
  })

  test('L5: no more than so many events, the newest', async () => {
    const { clock, append, restart } = await createLog()
    for (const range of ['old', 'new']) for (let n = 0; n < 30; n++) await append({ range }, n)
    const watch = await restart(31)
    expect(watch.alarms(clock.now())).toMatchObject([{ target: 'new', count: 30 }])
  })

  test('B3: an alarm that was raised before is not raised again', async () => {
    const { clock, append, restart } = await createLog()
    for (let n = 0; n < 30; n++) await append({ range: 'r1' }, n)
    await append({ kind: 'number_range', target: 'r1' }, 0, 'abuse.detected')
    expect((await restart()).alarms(clock.now())).toEqual([])
  })
})
