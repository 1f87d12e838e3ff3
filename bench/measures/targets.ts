import { join } from 'node:path'
import type { Load, LoadResult } from '../driver/protocol.ts'
import type { ChecksQuestion, ChecksReply } from '../limiter/protocol.ts'
import { type Child, startChild } from '../processes/child.ts'
import type { ServerQuestion, ServerReady, ServerReply } from '../servers/protocol.ts'
import { type Phase, phaseName, type StorePlaces, serverKind } from './phases.ts'
import type { PhaseResult } from './results.ts'

/** How long a phase takes. */
export interface Span {
  readonly seconds: number
  readonly cyclesAtMost: number
}

/** Everything that is under load in a run, each in a process of its own, idle unless it has its turn. */
export interface Targets {
  run(phase: Phase, span: Span): Promise<PhaseResult>
  stop(): Promise<void>
}

const serverScript = new URL('../servers/server.ts', import.meta.url)
const limiterScript = new URL('../limiter/limiter.ts', import.meta.url)
const driverScript = new URL('../driver/driver.ts', import.meta.url)

type Server = Child<ServerQuestion, ServerReply, ServerReady>
type Limiter = Child<ChecksQuestion, ChecksReply, unknown>
type Driver = Child<Load, LoadResult, unknown>

/** Starts the driver; targets start when a phase first needs them. */
export const startTargets = async (places: StorePlaces): Promise<Targets> => {
  const driver: Driver = await startChild({ script: driverScript, argument: {} })
  const servers = new Map<string, Server>()
  const limiters = new Map<string, Limiter>()
  let firstPhone = 0

  const serverOf = async (phase: Extract<Phase, { readonly server: unknown }>) => {
    const argument = serverKind(phase.server, places)
    const server =
      servers.get(phase.server) ??
      (await startChild<ServerQuestion, ServerReply, ServerReady>({
        ...{ script: serverScript, argument },
      }))
    servers.set(phase.server, server)
    return server
  }

  const limiterOf = async ({ limiter: name }: Extract<Phase, { readonly limiter: unknown }>) => {
    const argument = { limiter: name, path: join(places.folder, `${name}.db`) }
    const limiter =
      limiters.get(name) ??
      (await startChild<ChecksQuestion, ChecksReply, unknown>({
        ...{ script: limiterScript, argument },
      }))
    limiters.set(name, limiter)
    return limiter
  }

  const runLoad = async (phase: Extract<Phase, { readonly server: unknown }>, span: Span) => {
    const server = await serverOf(phase)
    const { port } = server.ready
    const readsCode = phase.server !== 'no-op'
    const load = { ...span, port, readsCode, firstPhone, connections: phase.connections }
    const before = await server.ask('cpu')
    const result = await driver.ask(load)
    const after = await server.ask('cpu')
    firstPhone += result.cycles + phase.connections
    return {
      ...result,
      phase: phaseName(phase),
      perSecond: result.cycles / result.seconds,
      cpuMicroseconds: (after.cpuMicroseconds - before.cpuMicroseconds) / result.cycles,
    }
  }

  const runChecks = async (phase: Extract<Phase, { readonly limiter: unknown }>, span: Span) => {
    const limiter = await limiterOf(phase)
    const { seconds, cyclesAtMost: checksAtMost } = span
    const { atATime } = phase
    const { checks, errors, ...spent } = await limiter.ask({ seconds, checksAtMost, atATime })
    return {
      phase: phaseName(phase),
      errors,
      perSecond: checks / spent.seconds,
      cpuMicroseconds: spent.cpuMicroseconds / checks,
    }
  }

  return {
    run: (phase, span) => ('server' in phase ? runLoad(phase, span) : runChecks(phase, span)),
    stop: async () => {
      for (const child of [...servers.values(), ...limiters.values(), driver]) await child.stop()
    },
  }
}
