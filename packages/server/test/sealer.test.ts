import {
  defaultAbuseThresholds,
  type Log,
  type Store,
  silentLog,
  type TelemetryEvent,
} from 'countersign'
import { createAuditRounds, repeatRounds } from 'countersign/chores'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createAuditLog, stores } from './support/audit-log.ts'

type AuditLog = Awaited<ReturnType<typeof createAuditLog>>

/** One instance, and what it told. */
const startInstance = ({ clock, keyRing }: AuditLog, store: Store) => {
  const told: TelemetryEvent[] = []
  const lines: (readonly [object, string])[] = []
  const note = (fields: object, text: string) => void lines.push([fields, text])
  const log: Log = { ...silentLog, warn: note, error: note }
  const telemetry = { record: (event: TelemetryEvent) => void told.push(event) }
  const rounds = createAuditRounds({
    ...{ store, keyRing, clock, log, telemetry, thresholds: defaultAbuseThresholds },
  })
  return {
    ...rounds,
    told,
    lines,
    ofKind: (kind: string) => told.filter((one) => one.kind === kind),
  }
}

const range = { facts: { range: 'r1', country: 'GH' }, outcome: 'opened' }

/** So many people of one range ask for a code. */
const pump = async ({ append }: AuditLog, from: number, to: number) => {
  for (let recipient = from; recipient < to; recipient++)
    await append('code.opened', { ...range, recipient })
}

const alarmsIn = async ({ store }: AuditLog) =>
  (await store.audit.list({ types: ['abuse.detected'], rowsAtMost: 10 })).map(
    ({ facts, outcome }) => ({ facts: JSON.parse(facts), outcome }),
  )

const alarm = {
  facts: { kind: 'number_range', target: 'r1', count: 30, window: 3600 },
  outcome: 'watched',
}

describe.each(Object.entries(stores))('work around the audit log on %s', (_name, openShared) => {
  test('B3 E11 an attack is one event, one line and one count, over two instances that all see it', async () => {
    const log = await createAuditLog(openShared)
    const instances = [startInstance(log, log.store), startInstance(log, await log.open())]
    const everyone = () => Promise.all(instances.map(({ seal }) => seal()))
    await everyone()
    for (const from of [0, 10, 20]) {
      await pump(log, from, from + 10)
      await everyone()
      await everyone()
    }
    expect(await alarmsIn(log)).toEqual([alarm])
    await pump(log, 30, 40)
    for (let round = 0; round < 3; round++) await everyone()
    expect(await alarmsIn(log)).toEqual([alarm])
    const told = instances.flatMap(({ ofKind }) => ofKind('abuse_detected'))
    expect(told).toEqual([{ kind: 'abuse_detected', abuse: 'number_range' }])
    const lines = instances.flatMap(({ lines: own }) => own)
    expect(lines).toEqual([[alarm.facts, 'sending looks like abuse']])
    expect(await log.verify()).toMatchObject({ unsealed: 0, findings: [] })
  })

  test('B3 an instance that starts in the middle of an attack raises the alarm, once', async () => {
    const log = await createAuditLog(openShared)
    const before = startInstance(log, log.store)
    await pump(log, 0, 15)
    await before.seal()
    await pump(log, 15, 29)
    await before.seal()
    const started = startInstance(log, await log.open())
    await started.seal()
    expect(await alarmsIn(log)).toEqual([])
    await pump(log, 29, 30)
    await started.seal()
    expect(await alarmsIn(log)).toEqual([alarm])
    const restarted = startInstance(log, await log.open())
    await pump(log, 30, 31)
    for (let round = 0; round < 3; round++) await restarted.seal()
    expect(await alarmsIn(log)).toEqual([alarm])
  })

  test('E11 what is switched off is told, by switch or by integration, and no longer when it is on', async () => {
    const log = await createAuditLog(openShared)
    const { store } = log
    const draft = () => ({
      ...{ type: 'switch.changed', facts: '{}', person: null, keyId: 'audit-1' },
      ...{
        eventId: Buffer.from(crypto.getRandomValues(new Uint8Array(16))),
        eventKey: Buffer.alloc(32),
      },
    })
    const about = { reason: 'pumping', author: 'cli' }
    const country = { scope: 'country', target: 'XX', ...about } as const
    const made = await store.switches.off({ ...country, audit: draft() })
    await store.switches.off({ scope: 'all', target: null, ...about, audit: draft() })
    await store.integrations.ensure(['arkesel', 'twilio'])
    await store.integrations.change({ id: 'twilio', otpEnabled: false, audit: draft() })
    const instance = startInstance(log, store)
    await instance.lookAtSwitches()
    await store.switches.on({ id: made.id, audit: draft() })
    await instance.lookAtSwitches()
    const [first, second] = instance.told
    const others = [
      { scope: 'all', target: 'all' },
      { scope: 'integration', target: 'twilio' },
    ]
    expect(first).toMatchObject({ kind: 'switches_seen', off: expect.arrayContaining(others) })
    expect(first).toMatchObject({
      off: expect.arrayContaining([{ scope: 'country', target: 'XX' }]),
    })
    expect(second).toEqual({ kind: 'switches_seen', off: others })
  })
})

test('E11 the log is told to be sealed up to when a round began, however long it took', async () => {
  const log = await createAuditLog()
  const { seal, told } = startInstance(log, log.store)
  await log.append()
  const startedAtMs = log.clock.now()
  expect(await seal()).toBe(true)
  expect(told).toEqual([{ kind: 'checkpoint_sealed' }, { kind: 'log_sealed', atMs: startedAtMs }])
  log.clock.advance(10_000)
  expect(await seal()).toBe(true)
  expect(told.at(-1)).toEqual({ kind: 'log_sealed', atMs: startedAtMs + 10_000 })
  expect(told).toHaveLength(3)
})

/** A store whose audit verbs fail while they are named. */
const breakable = ({ audit, ...store }: Store, broken: ReadonlySet<string>): Store => ({
  ...store,
  audit: new Proxy(audit, {
    get: (verbs, name: keyof typeof audit) =>
      broken.has(name) ? () => Promise.reject(new Error('secret')) : verbs[name],
  }),
})

test.each(['heads', 'read', 'checkpoints', 'addCheckpoint'] as const)(
  'B9 F1 while %s fails nothing is told to be sealed, the failure is counted and logged, and later all is made up for',
  async (verb) => {
    const log = await createAuditLog()
    const broken = new Set<string>()
    const instance = startInstance(log, breakable(log.store, broken))
    await pump(log, 0, 3)
    broken.add(verb)
    for (let round = 0; round < 2; round++) expect(await instance.seal()).toBe(true)
    expect(instance.told).toEqual(
      Array.from({ length: 2 }, () => ({ kind: 'audit_task_failed', task: 'seal' })),
    )
    expect(instance.lines).toHaveLength(2)
    expect(JSON.stringify(instance.lines)).not.toContain('secret')
    broken.clear()
    await pump(log, 3, 30)
    await instance.seal()
    expect(await alarmsIn(log)).toEqual([alarm])
    await instance.seal()
    expect(await log.verify()).toMatchObject({ events: 31, unsealed: 0, findings: [] })
  },
)

test('B3 an alarm whose event cannot be written is written in a later round', async () => {
  const log = await createAuditLog()
  const broken = new Set(['append'])
  const instance = startInstance(log, breakable(log.store, broken))
  await instance.seal()
  await pump(log, 0, 30)
  await instance.seal()
  expect(instance.ofKind('abuse_detected')).toHaveLength(1)
  expect(instance.ofKind('audit_task_failed')).toEqual([
    { kind: 'audit_task_failed', task: 'watch' },
  ])
  broken.clear()
  await log.append()
  await instance.seal()
  expect(await alarmsIn(log)).toEqual([alarm])
})

test('B3 a watch that cannot read what was before does not hold up sealing', async () => {
  const log = await createAuditLog()
  await log.append()
  const instance = startInstance(log, breakable(log.store, new Set(['list'])))
  expect(await instance.seal()).toBe(true)
  expect(await log.verify()).toMatchObject({ unsealed: 0 })
  expect(instance.told[0]).toEqual({ kind: 'audit_task_failed', task: 'watch' })
})

describe('L4 rounds that follow each other', () => {
  const quiet = {
    seal: async () => true,
    exportNew: async () => {},
    lookAtSwitches: async () => {},
  }

  test('end with a last round that seals and exports what is there', async () => {
    const done: string[] = []
    const task = repeatRounds(
      {
        ...quiet,
        seal: async () => done.push('seal') > 0,
        exportNew: async () => void done.push('export'),
      },
      3_600_000,
    )
    await task.stop()
    expect(done).toEqual(['seal', 'export', 'export'])
  })

  test.each(['seal', 'exportNew'] as const)(
    'end after a second when %s never does',
    async (hanging) => {
      const task = repeatRounds({ ...quiet, [hanging]: () => new Promise(() => undefined) }, 1)
      const askedAtMs = performance.now()
      await task.stop()
      expect(performance.now() - askedAtMs).toBeLessThan(2000)
    },
  )

  test('go on sealing while an export hangs, and come soon while there is more', async () => {
    let rounds = 0
    let exports = 0
    const task = repeatRounds(
      {
        ...quiet,
        seal: async () => {
          rounds += 1
          return rounds > 3
        },
        exportNew: () => {
          exports += 1
          return new Promise(() => undefined)
        },
      },
      3_600_000,
    )
    onTestFinished(() => task.stop())
    await expect.poll(() => rounds, { timeout: 5000 }).toBe(4)
    expect(exports).toBe(1)
  })

  test('go on after a fault that nobody foresaw', async () => {
    let rounds = 0
    const task = repeatRounds(
      {
        ...quiet,
        seal: async () => {
          rounds += 1
          throw new Error('unforeseen')
        },
      },
      1,
    )
    onTestFinished(() => task.stop())
    await expect.poll(() => rounds).toBeGreaterThan(2)
  })
})
