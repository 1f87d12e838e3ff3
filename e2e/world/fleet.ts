import type { Fault } from '../history/history.ts'
import type { Cleanup } from './cleanup.ts'
import { type ServerProcess, startServer, untilReady } from './server-process.ts'

/** Servers that share one database. */
export interface Fleet {
  /** Those that take calls now. */
  alive(): readonly ServerProcess[]
  /** Kills one of them and starts another in its place. Resolves when that is ready. */
  crash(place: number): Promise<void>
  readonly size: number
  readonly faults: readonly Fault[]
}

const readyWithinMs = 30_000
const startsAtMost = 5

/** A server that cannot reach its database when it starts ends, and is started again. */
const untilStarted = async (start: () => Promise<ServerProcess>): Promise<ServerProcess> => {
  for (let starts = 1; ; starts++) {
    try {
      const server = await start()
      await untilReady(server, readyWithinMs)
      return server
    } catch (error) {
      if (starts === startsAtMost) throw error
    }
  }
}

/** Starts so many servers. */
export const startFleet = async (options: {
  readonly size: number
  readonly folder: string
  readonly configFile: string
  readonly cleanup: Cleanup
}): Promise<Fleet> => {
  const { size, ...shared } = options
  const faults: Fault[] = []
  const counts = Array.from({ length: size }, () => 0)
  const start = async (place: number) => {
    counts[place] = (counts[place] ?? 0) + 1
    return startServer({ ...shared, name: `s${place + 1}.${counts[place]}` })
  }
  const servers = await Promise.all(counts.map((_, place) => start(place)))
  await Promise.all(servers.map((server) => untilReady(server, readyWithinMs)))

  return {
    size,
    faults,
    alive: () => servers.filter((server) => server.isAlive()),
    crash: async (place) => {
      const old = servers[place]
      if (old === undefined) return
      const fromMs = performance.now()
      await old.kill()
      servers[place] = await untilStarted(() => start(place))
      faults.push({ kind: 'server', name: old.name, fromMs, toMs: performance.now() })
    },
  }
}
