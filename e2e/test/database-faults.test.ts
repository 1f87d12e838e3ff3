import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkHistory } from '../checker/check.ts'
import { describeFinding } from '../checker/finding.ts'
import { cutConnections } from '../workload/cut-connections.ts'
import { createRandom } from '../workload/random.ts'
import { runRound } from '../workload/round.ts'
import { createCleanup } from '../world/cleanup.ts'
import { writeConfig } from '../world/config.ts'
import { type FaultProxy, type ProxyFault, startFaultProxy } from '../world/fault-proxy.ts'
import { type Fleet, startFleet } from '../world/fleet.ts'
import { startPostgres } from '../world/postgres-server.ts'
import type { ServerProcess } from '../world/server-process.ts'
import { temporaryFolder } from '../world/temporary-folder.ts'
import { waitUntil } from '../world/wait-until.ts'
import { createVisitor, type Visitor } from './support/one-server.ts'

const cleanup = createCleanup()
afterAll(cleanup.run)

let proxy: FaultProxy
let fleet: Fleet
let visitor: Visitor

beforeAll(async () => {
  const folder = temporaryFolder(cleanup)
  const postgres = await startPostgres(folder, cleanup)
  await postgres.createDatabase('faults')
  proxy = await startFaultProxy(postgres.port, cleanup)
  const configFile = writeConfig(folder, postgres.urlOf('faults', proxy.port))
  fleet = await startFleet({ size: 2, folder, configFile, cleanup })
  visitor = createVisitor(firstServer(), 'prove_plain')
})

const firstServer = (): ServerProcess => {
  const [server] = fleet.alive()
  if (server === undefined) throw new Error('no server')
  return server
}

const newPhone = (() => {
  let count = 0
  return () => `+233249${String(++count).padStart(6, '0')}`
})()

/** A code is sent and verifies. */
const works = async (): Promise<true | undefined> => {
  const phone = newPhone()
  const sent = await visitor.send(phone)
  const verified = await visitor.verify(phone, sent?.headers.get('debug-otp') ?? '')
  return (sent?.status === 200 && verified?.status === 200) || undefined
}

const broken: Readonly<Record<string, ProxyFault>> = {
  'refuses connections': { kind: 'refuse' },
  'resets connections': { kind: 'reset' },
  'swallows everything': { kind: 'black hole' },
}

describe('K3 L2 L7 a database that', () => {
  for (const [title, fault] of Object.entries(broken))
    test(`${title}: 503 with Retry-After, nothing sent, not ready but alive, and back by itself`, async () => {
      const known = newPhone()
      const sent = await visitor.send(known)
      const before = await visitor.messages()
      await proxy.set(fault)
      const [live, ready, ...answers] = await Promise.all([
        visitor.status('/healthz'),
        visitor.status('/readyz'),
        visitor.send(newPhone()),
        visitor.send(known),
        visitor.verify(known, '0000000000'),
      ])
      expect([live, ready]).toEqual([200, 503])
      for (const answer of answers) {
        expect(answer?.status).toBe(503)
        expect(answer?.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
        expect(answer?.headers.get('content-type')).toContain('application/problem+json')
      }
      expect(await visitor.messages()).toBe(before)

      await proxy.set({ kind: 'none' })
      await waitUntil('the service is back', { withinMs: 15_000, everyMs: 100 }, works)
      expect(await visitor.status('/readyz')).toBe(200)
      // The refused verify was not a try, and the refused send has replaced nothing.
      const code = sent?.headers.get('debug-otp') ?? ''
      expect((await visitor.verify(known, code))?.status).toBe(200)
    })

  test('is slow: every call completes as if it were not', async () => {
    await proxy.set({ kind: 'slow', delayMs: 40 })
    expect(await works()).toBe(true)
    await proxy.set({ kind: 'none' })
  })
})

/** So long the store waits for an answer, and then some. */
const answerWithinMs = 9_000

test('K4 a database that swallows answers: a send that was answered 503 has taken nothing', async () => {
  const guest = createVisitor(firstServer(), 'prove_limited')
  const phone = newPhone()
  await proxy.set({ kind: 'mute' })
  const sending = guest.send(phone)
  await pause(1_000)
  await proxy.set({ kind: 'none' })
  const first = await sending
  await waitUntil('the service is back', { withinMs: answerWithinMs, everyMs: 100 }, works)
  const free = first?.status === 503 ? 3 : 2
  for (let n = 0; n < free; n++) expect((await guest.send(phone))?.status).toBe(200)
  expect((await guest.send(phone))?.status).toBe(429)
})

test('K4 connections cut at any byte, under load: no answer contradicts another, nothing is done twice', async () => {
  let isOver = false
  const cutting = cutConnections(proxy, createRandom('cuts'), () => isOver)
  const round = { seed: 'cut', round: 1, seconds: 4, fleet, earlier: [], kills: 0 }
  const { history } = await runRound(round).finally(() => {
    isOver = true
  })
  await cutting
  // Answers can be asked for again over another connection, so a 503 must mean that nothing happened.
  const { findings, checked } = checkHistory({ ...history, unavailableMayCount: false })
  expect(findings.map(describeFinding)).toEqual([])
  expect(checked).toBeGreaterThan(5)
  expect(proxy.cuts()).toBeGreaterThan(10)
})
