import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCheckpointLine, verifyLog } from 'countersign'
import { readKeyRing } from 'countersign/keys'
import { createSqliteStore } from 'countersign/stores/sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const openLog = (folder: string) => {
  const store = createSqliteStore({ path: join(folder, 'data', 'countersign.db') })
  onTestFinished(() => store.close())
  const keys = readKeyRing(join(folder, 'data', 'secrets')).all('audit')
  const verify = (anchors: Parameters<typeof verifyLog>[0]['anchors'] = []) =>
    verifyLog({ audit: store.audit, keys, anchors })
  const starts = async () =>
    (await store.audit.list({ types: ['config.changed'], rowsAtMost: 10 })).length
  return { verify, starts }
}

const checkpointsIn = (text: string) =>
  text.split('\n').flatMap((line) => readCheckpointLine(line) ?? [])

test('F3 L4 a server that is told to stop seals what there is, and leaves checkpoints that vouch for it', async () => {
  const folder = temporaryFolder()
  const config = { audit: { sealSeconds: 3600, checkpoints: 'checkpoints.jsonl' } }
  const server = await startServer({ folder, config })
  expect(await server.stop()).toBe(0)
  const { verify, starts } = openLog(folder)
  const anchors = checkpointsIn(readFileSync(join(folder, 'checkpoints.jsonl'), 'utf8'))
  expect(anchors.length).toBeGreaterThan(0)
  const verdict = await verify(anchors)
  expect(verdict).toMatchObject({ checkpoints: anchors.length, unsealed: 0, findings: [] })
  expect(verdict.events).toBeGreaterThan(0)

  const restarted = await startServer({ folder, config })
  expect(await restarted.stop()).toBe(0)
  expect(await starts()).toBe(1)
  const changed = await startServer({ folder, config: { ...config, brand: 'Other' } })
  expect(await changed.stop()).toBe(0)
  expect(await starts()).toBe(2)
})

test('F3 checkpoints on standard output are lines of their own, beside the log', async () => {
  const folder = temporaryFolder()
  const server = await startServer({ folder, config: { audit: { checkpoints: 'stdout' } } })
  await expect
    .poll(() => checkpointsIn(server.output()).length, { timeout: 10_000 })
    .toBeGreaterThan(0)
  expect(await server.stop()).toBe(0)
  const verdict = await openLog(folder).verify(checkpointsIn(server.output()))
  expect(verdict).toMatchObject({ unsealed: 0, findings: [] })
})

test('B9 K7 two servers on one log, one of which cannot write its checkpoints, seal it and answer', async () => {
  const folder = temporaryFolder()
  // one after the other, because both read their configuration from the same file
  const start = (checkpoints: string) =>
    startServer({ folder, config: { audit: { sealSeconds: 1, checkpoints } } })
  const good = await start('checkpoints.jsonl')
  const bad = await start('nowhere/checkpoints.jsonl')
  await expect.poll(() => bad.output(), { timeout: 10_000 }).toContain('"task":"export"')
  expect((await bad.fetch('/readyz')).status).toBe(200)
  const metricsPort = /Metrics +http:\/\/localhost:(\d+)/.exec(bad.output())?.[1]
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  expect(metrics).toMatch(/^countersign_audit_failures_total\{task="export"\} [1-9]/m)
  expect(metrics).toMatch(/^countersign_audit_sealed_timestamp_seconds [1-9]/m)
  expect(await Promise.all([good.stop(), bad.stop()])).toEqual([0, 0])
  const anchors = checkpointsIn(readFileSync(join(folder, 'checkpoints.jsonl'), 'utf8'))
  const verdict = await openLog(folder).verify(anchors)
  expect(verdict).toMatchObject({ unsealed: 0, findings: [] })
  expect(anchors.length).toBeGreaterThan(0)
})
