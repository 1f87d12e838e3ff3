import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { builtInPurposes, type Log, type Store, type SwitchScope, silentLog } from 'countersign'
import { createMemoryStore } from 'countersign/stores/memory'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createMetrics } from '../src/metrics/create-metrics.ts'
import { registerHealth } from '../src/metrics/register-health.ts'
import { serveMetrics } from '../src/metrics/serve-metrics.ts'
import { startMetrics } from '../src/metrics/start-metrics.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const setUp = (countries: readonly string[] | undefined = undefined) =>
  createMetrics({ policies: builtInPurposes, channels: { sms: ['arkesel', 'twilio'] }, countries })

/** The samples of a metric as Prometheus reads them. */
const samples = async ({ registry }: ReturnType<typeof setUp>, name: string) =>
  (await registry.metrics()).split('\n').filter((line) => line.startsWith(`${name}{`))

const sent = {
  kind: 'send_answered',
  purpose: 'login',
  channel: 'sms',
  outcome: 'sent',
  country: 'GH',
  integration: 'arkesel',
} as const

describe('B9 G1 a label holds only what was known at start', () => {
  test('a purpose, integration or country of somebody else is "other", none is "none"', async () => {
    const metrics = setUp(['GH'])
    const { telemetry } = metrics
    telemetry.record(sent)
    telemetry.record({ ...sent, purpose: '+233244123456', integration: 'x', country: 'IN' })
    telemetry.record({ ...sent, integration: undefined, country: undefined })
    telemetry.record({ kind: 'verify_answered', purpose: 'ama@example.com', outcome: 'wrong' })
    const labels = (purpose: string, country: string, integration: string) =>
      `countersign_sends_total{purpose="${purpose}",country="${country}",integration="${integration}",channel="sms",outcome="sent"} 1`
    expect(await samples(metrics, 'countersign_sends_total')).toEqual([
      labels('login', 'GH', 'arkesel'),
      labels('other', 'other', 'other'),
      labels('login', 'none', 'none'),
    ])
    expect(await metrics.registry.metrics()).not.toMatch(/233244|ama@/)
  })

  test('without a list every country counts as itself, and nothing else does', async () => {
    const metrics = setUp()
    for (const country of ['IN', 'XX']) metrics.telemetry.record({ ...sent, country })
    const seen = await samples(metrics, 'countersign_sends_total')
    expect(seen.map((line) => /country="(\w+)"/.exec(line)?.[1])).toEqual(['IN', 'other'])
  })

  test('ten thousand purposes that there are none of make one series', async () => {
    const metrics = setUp()
    for (let n = 0; n < 10_000; n++)
      metrics.telemetry.record({ ...sent, purpose: `p${n}`, integration: `i${n}` })
    expect(await samples(metrics, 'countersign_sends_total')).toHaveLength(1)
  })
})

describe('B9 E11 every event ends up in a metric', () => {
  test('limits, calls of providers, breakers, the store and requests', async () => {
    const metrics = setUp()
    const { telemetry } = metrics
    telemetry.record({
      kind: 'limit_hit',
      purpose: 'login',
      limit: 'ip',
      on: 'send',
      isShadow: true,
    })
    const call = { integration: 'arkesel', channel: 'sms', outcome: 'funds' } as const
    telemetry.record({ kind: 'provider_called', ...call, seconds: 0.3 })
    telemetry.record({ kind: 'breaker_moved', integration: 'arkesel', state: 'open' })
    telemetry.record({ kind: 'store_asked', verb: 'open', hasFailed: true, seconds: 0.002 })
    telemetry.record({ kind: 'verified', purpose: 'login', country: 'GH', integration: 'arkesel' })
    telemetry.record({
      kind: 'request_answered',
      method: 'GET',
      route: '/docs',
      status: 200,
      seconds: 0.01,
    })
    const text = await metrics.registry.metrics()
    for (const line of [
      'countersign_limit_hits_total{purpose="login",limit="ip",on="send",shadow="true"} 1',
      'countersign_provider_call_duration_seconds_bucket{le="0.25",integration="arkesel",channel="sms",outcome="funds"} 0',
      'countersign_provider_call_duration_seconds_bucket{le="0.5",integration="arkesel",channel="sms",outcome="funds"} 1',
      'countersign_breaker_state{integration="arkesel"} 2',
      'countersign_store_errors_total{verb="open"} 1',
      'countersign_store_duration_seconds_count{verb="open"} 1',
      'countersign_verified_total{purpose="login",country="GH",integration="arkesel"} 1',
      'countersign_http_request_duration_seconds_count{method="GET",route="/docs",status="200"} 1',
    ])
      expect(text).toContain(`\n${line}\n`)
  })
})

describe('B3 E11 the work around the audit log ends up in metrics', () => {
  test('checkpoints, failures, alarms and until when all is sealed', async () => {
    const { registry, telemetry } = setUp()
    telemetry.record({ kind: 'checkpoint_sealed' })
    telemetry.record({ kind: 'log_sealed', atMs: 1_700_000_000_500 })
    telemetry.record({ kind: 'audit_task_failed', task: 'export' })
    telemetry.record({ kind: 'abuse_detected', abuse: 'number_range' })
    const text = await registry.metrics()
    for (const line of [
      'countersign_audit_checkpoints_total 1',
      'countersign_audit_sealed_timestamp_seconds 1700000000.5',
      'countersign_audit_failures_total{task="export"} 1',
      'countersign_abuse_alarms_total{kind="number_range"} 1',
    ])
      expect(text).toContain(`\n${line}\n`)
  })

  test('everything that is off, until it is on; G1 a target that nobody configured is "other"', async () => {
    const metrics = setUp(['GH'])
    const off = (scope: SwitchScope, target: string) => ({ scope, target })
    const off1 = ['XX', '+233244123456', 'GH'].map((target) => off('country', target))
    const off2 = [off('all', 'all'), off('channel', 'sms'), off('integration', 'twilio')]
    metrics.telemetry.record({ kind: 'switches_seen', off: [...off1, ...off2] })
    const sample = (scope: string, target: string) =>
      `countersign_switched_off{scope="${scope}",target="${target}"} 1`
    expect((await samples(metrics, 'countersign_switched_off')).toSorted()).toEqual([
      sample('all', 'all'),
      sample('channel', 'sms'),
      sample('country', 'GH'),
      sample('country', 'other'),
      sample('integration', 'twilio'),
    ])
    metrics.telemetry.record({ kind: 'switches_seen', off: [off('purpose', 'login')] })
    expect(await samples(metrics, 'countersign_switched_off')).toEqual([sample('purpose', 'login')])
  })
})

describe('L7 B9 what a scrape asks the store', () => {
  const readyOf = async (store: Pick<Store, 'ready'>) => {
    const { registry } = setUp()
    registerHealth(registry, { store: store as Store, storeUrl: 'memory:' })
    return /^countersign_ready (.*)$/m.exec(await registry.metrics())?.[1]
  }

  test('is whether it takes writes, and a store that never answers does not hold up the rest', async () => {
    expect(await readyOf(createMemoryStore())).toBe('1')
    expect(await readyOf({ ready: () => Promise.reject(new Error('gone')) })).toBe('0')
    expect(await readyOf({ ready: () => new Promise(() => undefined) })).toBe('0')
  })

  test('the disk of an SQLite file is measured; if it is gone the rest is there all the same', async () => {
    for (const [folder, expected] of [
      [temporaryFolder(), /^countersign_store_free_bytes \d{6,}$/m],
      ['/nowhere/at/all', /^countersign_store_free_bytes Nan$/m],
    ] as const) {
      const { registry } = setUp()
      const storeUrl = `sqlite:${folder}/test.db`
      registerHealth(registry, { store: createMemoryStore(), storeUrl })
      const text = await registry.metrics()
      expect(text).toMatch(expected)
      expect(text).toContain('countersign_ready 1')
    }
  })
})

describe('B9 metrics have an address of their own', () => {
  const anywhere = { host: '127.0.0.1', port: 0, log: silentLog }

  test('which serves them and nothing else', async () => {
    const { registry, telemetry } = setUp()
    telemetry.record(sent)
    const { port, stop } = await serveMetrics(registry, anywhere)
    onTestFinished(stop)
    const ask = (path: string, method = 'GET') =>
      fetch(`http://127.0.0.1:${port}${path}`, { method })
    const scraped = await ask('/metrics')
    expect(scraped.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(await scraped.text()).toContain('countersign_sends_total')
    expect((await ask('/')).status).toBe(404)
    expect((await ask('/api/otp/send', 'POST')).status).toBe(404)
    expect((await ask('/metrics', 'POST')).status).toBe(405)
  })

  test('a metric that cannot be collected costs a scrape, and the log says so', async () => {
    const { registry } = setUp()
    registry.metrics = () => Promise.reject(new Error('secret'))
    const lines: unknown[] = []
    const log: Log = { ...silentLog, warn: (fields, text) => void lines.push([fields, text]) }
    const { port, stop } = await serveMetrics(registry, { ...anywhere, log })
    onTestFinished(stop)
    const scraped = await fetch(`http://127.0.0.1:${port}/metrics`)
    expect([scraped.status, await scraped.text()]).toEqual([
      500,
      'metrics could not be collected\n',
    ])
    expect(lines).toEqual([[{ error: 'Error' }, 'metrics could not be collected']])
  })

  test('that is taken stops the start in production; in development it is a warning', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void taken.close())
    await new Promise((resolve) => taken.once('listening', resolve))
    const metrics = { host: '127.0.0.1', port: (taken.address() as AddressInfo).port }
    const line = `metrics: 127.0.0.1:${metrics.port} cannot be used (EADDRINUSE): something else listens there; end that, or set another metrics.port or METRICS_PORT`
    const { registry } = setUp()
    const lines: string[] = []
    const log: Log = { ...silentLog, warn: (_fields, text) => void lines.push(text) }
    const start = (isProduction: boolean) =>
      startMetrics(registry, { config: { metrics, isProduction }, log })
    await expect(start(true)).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: line,
    })
    expect(lines).toEqual([])
    expect(await start(false)).toBeUndefined()
    expect(lines).toEqual([`${line}; there are none until then`])
  })
})
