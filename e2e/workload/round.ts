import { setTimeout as pause } from 'node:timers/promises'
import type { Call, Fault, History, Message } from '../history/history.ts'
import { failureBudget, purposes } from '../world/config.ts'
import type { FaultProxy } from '../world/fault-proxy.ts'
import type { Fleet } from '../world/fleet.ts'
import { createClient } from './client.ts'
import { cutConnections } from './cut-connections.ts'
import { startPerson } from './person.ts'
import { createRandom } from './random.ts'
import { createRecorder } from './recorder.ts'

/** A database server that can be taken down. */
export interface Crashable {
  /** `kill -9` and a new start; resolves when it takes connections again. */
  crash(): Promise<void>
  readonly faults: readonly Fault[]
}

/** What a round takes. */
export interface RoundOptions {
  readonly seed: string
  /** No two rounds on one database have the same number: it makes phones and addresses. */
  readonly round: number
  readonly seconds: number
  readonly fleet: Fleet
  readonly database?: Crashable | undefined
  readonly earlier: readonly Call[]
  readonly kills: number
  /** Connections to the database are cut at random bytes as well. */
  readonly cut?: FaultProxy | undefined
}

/** What a round leaves. */
export interface RoundResult {
  readonly history: History
  readonly unreached: number
  /** How far the clock of the machine was set while the round ran; then cool-downs cannot be judged. */
  readonly clockStepMs: number
}

/** What part of a round people go on for, after the last crash, to meet what it has left. */
const overtime = 0.3

const people = 4
const tabsPerPerson = 2
/** Longer than a server tries to find out what became of a commit. */
const timeoutMs = 7_000

/** People use the servers; meanwhile servers, and the database if it is one, are killed and started. */
export const runRound = async (options: RoundOptions): Promise<RoundResult> => {
  const { seed, round, seconds, fleet, database, earlier, cut } = options
  const recorder = createRecorder()
  const apartMs = Date.now() - performance.now()
  const client = createClient(recorder, timeoutMs)
  const endMs = performance.now() + seconds * 1000
  let phones = 0
  let isCrashing = true
  let overtimeMs = 0
  const parts = (person: number) => ({
    random: createRandom(`${seed} person ${person}`),
    fleet,
    client,
    ip: `10.${(round >> 8) & 255}.${round & 255}.${person + 1}`,
    newPhone: () => `+23324${String((round * 1000 + phones++) % 10_000_000).padStart(7, '0')}`,
    isOver: () => !isCrashing && performance.now() > Math.max(endMs, overtimeMs),
  })
  const crashes = crashAtRandom(options).finally(() => {
    isCrashing = false
    overtimeMs = performance.now() + seconds * overtime
  })
  const isOver = () => !isCrashing && performance.now() > endMs
  const cutting = cut && cutConnections(cut, createRandom(`${seed} cuts`), isOver)
  const busy = Array.from({ length: people }, (_, n) => startPerson(parts(n), tabsPerPerson))
  await Promise.all([crashes, cutting, ...busy])
  return {
    unreached: recorder.unreached,
    clockStepMs: Math.abs(Date.now() - performance.now() - apartMs),
    history: {
      purposes,
      calls: recorder.calls,
      earlier,
      faults: [...fleet.faults, ...(database?.faults ?? [])],
      messages: await readMessages(fleet, recorder.calls),
      afterDeathMs: database === undefined ? 0 : 5_000,
      unavailableMayCount: database !== undefined,
      failuresPerHour: failureBudget.perHour,
    },
  }
}

/** Kills at random moments; with a database server, every second kill takes that one. */
const crashAtRandom = async (options: RoundOptions): Promise<void> => {
  const { seed, seconds, fleet, database, kills, round } = options
  const random = createRandom(`${seed} crashes`)
  for (let kill = 0; kill < kills; kill++) {
    await pause((0.1 + 0.5 * (random.below(1000) / 1000)) * ((seconds * 1000) / kills))
    const takesDatabase = database !== undefined && (round + kill) % 2 === 1
    await (takesDatabase ? database.crash() : fleet.crash(random.below(fleet.size)))
  }
}

interface OutboxMessage {
  readonly to: string
  readonly purpose: string
  readonly code: string
}

/** What the outboxes of the servers that live show, of this round. */
const readMessages = async (fleet: Fleet, calls: readonly Call[]): Promise<readonly Message[]> => {
  const phones = new Set(calls.map(({ phone }) => phone))
  const shown = await Promise.all(
    fleet.alive().map(async ({ url, name }) => {
      const answer = await fetch(`${url}/dev/outbox`, { headers: { accept: 'application/json' } })
      const { messages } = (await answer.json()) as { readonly messages: readonly OutboxMessage[] }
      return messages.map(({ to, purpose, code }) => ({ server: name, phone: to, purpose, code }))
    }),
  )
  return shown.flat().filter(({ phone }) => phones.has(phone))
}
